import { CircleCheck, FileDown, Lock, X } from 'lucide-preact';
import { useState } from 'preact/hooks';
import { t } from '../i18n';
import { Rich } from '../i18n/rich';
import { visible } from '../text';
import type { Conversation, Peek } from './conversation';
import { FileName } from './file-name';
import { formatBytes } from './sizes';
import type { ListedTransfer } from './transfers';

/** While the panel is closed: what was written, and offers that wait for an answer. Nothing takes the focus. */
export function Peeks({ conversation }: { conversation: Conversation }) {
  const [dismissed, setDismissed] = useState<readonly string[]>([]);
  const offers = conversation.transfers.offers.value.filter(
    ({ transfer }) => !dismissed.includes(transfer.id),
  );
  const peeks = conversation.peeks.value;
  if (conversation.open.value || offers.length + peeks.length === 0) return null;
  return (
    <section class="peeks" aria-label={t('chat.news')}>
      {offers.map((offer) => (
        <OfferNotice
          key={offer.transfer.id}
          offer={offer}
          mayAnswer={conversation.mayWrite}
          onDismiss={() => setDismissed([...dismissed, offer.transfer.id])}
        />
      ))}
      {peeks.map((peek) => (
        <PeekNotice key={peek.key} peek={peek} conversation={conversation} />
      ))}
    </section>
  );
}

function PeekNotice({ peek, conversation }: { peek: Peek; conversation: Conversation }) {
  return (
    <div class="peek">
      <button type="button" class="peek-open" title={t('chat.open')} onClick={() => conversation.show(true)}>
        {peek.name !== undefined ? (
          <strong class="peek-name">
            <bdi>{peek.name}</bdi>
            {peek.private && <Lock size={13} aria-hidden="true" />}
          </strong>
        ) : (
          <CircleCheck size={18} aria-hidden="true" />
        )}
        <span class="peek-text" dir="auto">
          {peek.text}
        </span>
      </button>
      <DismissButton onClick={() => conversation.dismissPeek(peek.key)} />
    </div>
  );
}

function OfferNotice({
  offer,
  mayAnswer,
  onDismiss,
}: {
  offer: ListedTransfer;
  mayAnswer: boolean;
  onDismiss: () => void;
}) {
  const { transfer } = offer;
  const titleId = `offer-${transfer.id}`;
  const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && onDismiss();
  return (
    <div
      class="peek offer"
      role="dialog"
      aria-modal="false"
      aria-labelledby={titleId}
      data-transfer={transfer.id}
      data-state={offer.view.value.state}
      data-name={transfer.name}
      onKeyDown={onKeyDown}
    >
      <span class="file-icon">
        <FileDown size={20} aria-hidden="true" />
      </span>
      <div class="offer-text">
        <p id={titleId}>
          <Rich id="files.offerTitle" parts={{ name: <bdi>{visible(transfer.participant.name)}</bdi> }} />
        </p>
        <p class="offer-file">
          <FileName name={transfer.name} /> <span class="muted-text">{formatBytes(transfer.size)}</span>
        </p>
      </div>
      <DismissButton onClick={onDismiss} />
      {mayAnswer ? (
        <div class="offer-actions">
          <button type="button" class="button small" onClick={() => transfer.decline()}>
            {t('files.decline')}
          </button>
          <button type="button" class="button small primary" onClick={() => transfer.accept()}>
            {t('files.accept')}
          </button>
        </div>
      ) : (
        <p class="offer-refused">{t('files.mayNotAnswer')}</p>
      )}
    </div>
  );
}

function DismissButton({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" class="icon-button small" aria-label={t('control.dismiss')} onClick={onClick}>
      <X size={16} aria-hidden="true" />
    </button>
  );
}
