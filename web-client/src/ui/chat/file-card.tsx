import { File, FileArchive, FileImage, FileMusic, FilePlay, FileText, Lock } from 'lucide-preact';
import { t } from '../i18n';
import { Rich } from '../i18n/rich';
import { visible } from '../text';
import { FileName } from './file-name';
import { formatBytes, formatMoment, formatTime } from './sizes';
import { TransferRow } from './transfer-row';
import type { ListedTransfer, TransferList } from './transfers';
import { useKeptFocus } from './use-kept-focus';

/** One file that was offered to us, or by us to one or several others: a row for each of them. */
export function FileCard({ transfers, list }: { transfers: readonly ListedTransfer[]; list: TransferList }) {
  const card = useKeptFocus<HTMLDivElement>(transfers.map(({ transfer }) => transfer.id).join());
  const [first] = transfers;
  if (!first) return null;
  const { transfer, time } = first;
  const own = transfer.direction === 'out';
  const Icon = iconOf(transfer.mime);
  return (
    // The region of the page announces what matters; progress would be read without end.
    <li class={`file-item ${own ? 'own' : ''}`} aria-live="off">
      <p class="message-head">
        <Sender file={first} />
        <time dateTime={new Date(time).toISOString()} title={formatMoment(time)}>
          {formatTime(time)}
        </time>
      </p>
      <div ref={card} class="file-card">
        <div class="file-head">
          <span class="file-icon">
            <Icon size={20} aria-hidden="true" />
          </span>
          <span class="file-title" id={`file-${transfer.id}`}>
            <FileName name={transfer.name} />
            <span class="file-size">{formatBytes(transfer.size)}</span>
          </span>
        </div>
        {transfers.map((each) => (
          <TransferRow key={each.transfer.id} listed={each} titleId={`file-${transfer.id}`} list={list} />
        ))}
      </div>
    </li>
  );
}

function Sender({ file }: { file: ListedTransfer }) {
  const { direction, participant } = file.transfer;
  const name = <bdi class="message-author">{visible(participant.name)}</bdi>;
  if (direction === 'in') return name;
  const you = <span class="message-author">{t('room.you')}</span>;
  if (!file.addressed) return you;
  return (
    <span class="message-private">
      <Lock size={13} aria-hidden="true" />
      <span>
        {you} <Rich id="chat.toOnly" parts={{ name: <bdi>{visible(participant.name)}</bdi> }} />
      </span>
    </span>
  );
}

function iconOf(mime: string) {
  const kind = mime.split('/')[0];
  if (kind === 'image') return FileImage;
  if (kind === 'video') return FilePlay;
  if (kind === 'audio') return FileMusic;
  if (kind === 'text' || mime === 'application/pdf') return FileText;
  return /zip|compressed|tar|7z|rar/.test(mime) ? FileArchive : File;
}
