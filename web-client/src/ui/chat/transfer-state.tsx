import {
  Ban,
  CircleAlert,
  CircleCheck,
  Clock,
  LoaderCircle,
  Pause,
  ShieldCheck,
  UserRoundX,
  WifiOff,
} from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import type { Transfer, TransferState } from '../../media';
import type { MessageKey } from '../i18n';
import { t } from '../i18n';
import { Rich } from '../i18n/rich';
import { explain } from '../problems';
import { visible } from '../text';
import type { TransferView } from './transfers';

/** The state in words, with a shape beside them: colour alone says nothing. */
export function TransferStateText({
  transfer,
  view,
  mayAnswer,
}: {
  transfer: Transfer;
  view: TransferView;
  mayAnswer: boolean;
}) {
  if (view.state === 'offered' && transfer.direction === 'in' && !mayAnswer)
    return <State icon={<Ban size={15} aria-hidden="true" />}>{t('files.mayNotAnswer')}</State>;
  const name = <bdi>{visible(view.participant.name)}</bdi>;
  const words = <Rich id={wordsOf(transfer, view)} parts={{ name }} />;
  if (view.state === 'failed') {
    const { title, remedy } = explain(view.error?.code ?? 'transfer-failed');
    return (
      <State icon={<CircleAlert size={15} aria-hidden="true" />} tone="bad">
        {words}: {title}. {remedy}
      </State>
    );
  }
  if (view.state === 'done')
    return (
      <>
        <State icon={<CircleCheck size={15} aria-hidden="true" />} tone="good">
          {words}
        </State>
        <State icon={<ShieldCheck size={15} aria-hidden="true" />} hint={t('files.state.checkedHint')}>
          {t('files.state.checked')}
        </State>
      </>
    );
  return <State icon={iconOf(view.state)}>{words}</State>;
}

/** Who came under the receiver's name gets nothing by itself. */
export function StrangerText({ stranger }: { stranger: { readonly name: string } }) {
  const name = <bdi>{visible(stranger.name)}</bdi>;
  return (
    <State icon={<UserRoundX size={15} aria-hidden="true" />}>
      <Rich id="files.stranger" parts={{ name }} />
    </State>
  );
}

function State({
  icon,
  tone = '',
  hint,
  children,
}: {
  icon: ComponentChildren;
  tone?: string;
  hint?: string;
  children: ComponentChildren;
}) {
  return (
    <p class={`transfer-state ${tone}`} title={hint}>
      {icon}
      <span>{children}</span>
    </p>
  );
}

function iconOf(state: TransferState) {
  switch (state) {
    case 'offered':
      return <Clock size={15} aria-hidden="true" />;
    case 'paused':
      return <Pause size={15} aria-hidden="true" />;
    case 'interrupted':
      return <WifiOff size={15} aria-hidden="true" />;
    case 'verifying':
      return <LoaderCircle size={15} aria-hidden="true" class="spin" />;
    case 'declined':
    case 'cancelled':
      return <Ban size={15} aria-hidden="true" />;
    case 'transferring':
    case 'done':
    case 'failed':
      return null;
  }
}

function wordsOf({ direction }: Transfer, { state, pausedBy }: TransferView): MessageKey {
  switch (state) {
    case 'offered':
    case 'transferring':
    case 'done':
    case 'declined':
      return `files.state.${state}.${direction}`;
    case 'paused':
      return `files.state.paused.${pausedBy ?? 'us'}`;
    case 'interrupted':
    case 'verifying':
    case 'cancelled':
    case 'failed':
      return `files.state.${state}`;
  }
}
