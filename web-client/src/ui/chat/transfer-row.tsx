import type { Transfer } from '../../media';
import { t } from '../i18n';
import { visible } from '../text';
import { formatBytes, formatDuration, formatSpeed } from './sizes';
import { TransferActions } from './transfer-actions';
import { StrangerText, TransferStateText } from './transfer-state';
import type { ListedTransfer, TransferList, TransferView } from './transfers';
import { useKeptFocus } from './use-kept-focus';

interface Props {
  readonly listed: ListedTransfer;
  readonly titleId: string;
  readonly list: TransferList;
}

/** The file on its way from or to one participant. */
export function TransferRow({ listed, titleId, list }: Props) {
  const { transfer } = listed;
  const view = listed.view.value;
  const row = useKeptFocus<HTMLDivElement>(view.state);
  const moves = ['transferring', 'paused', 'interrupted', 'verifying'].includes(view.state);
  return (
    // biome-ignore lint/a11y/useSemanticElements: nothing here is a form
    <div
      ref={row}
      class={`transfer ${view.state} ${view.stranger ? 'in-doubt' : ''}`}
      data-transfer={transfer.id}
      data-state={view.state}
      data-name={transfer.name}
      role="group"
      aria-labelledby={titleId}
    >
      {moves && <Progress transfer={transfer} view={view} />}
      <div class="transfer-line">
        <div class="transfer-text">
          {view.stranger ? (
            <StrangerText stranger={view.stranger} />
          ) : (
            <TransferStateText transfer={transfer} view={view} mayAnswer={list.mayAnswer} />
          )}
          {view.state === 'transferring' && <Pace transfer={transfer} view={view} />}
        </div>
        <TransferActions listed={listed} view={view} list={list} />
      </div>
    </div>
  );
}

function Progress({ transfer, view }: { transfer: Transfer; view: TransferView }) {
  const percent = transfer.size === 0 ? 100 : Math.min(100, (view.transferred / transfer.size) * 100);
  return (
    <div
      class={`progress ${view.state === 'transferring' ? '' : 'still'}`}
      role="progressbar"
      aria-label={t('files.progress', { file: visible(transfer.name) })}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(percent)}
      aria-valuetext={amountOf(transfer, view)}
    >
      <span class="progress-fill" style={{ inlineSize: `${percent}%` }} />
    </div>
  );
}

function amountOf(transfer: Transfer, view: TransferView): string {
  return t('files.amount', { done: formatBytes(view.transferred), size: formatBytes(transfer.size) });
}

function Pace({ transfer, view }: { transfer: Transfer; view: TransferView }) {
  const parts = [amountOf(transfer, view)];
  if (view.bytesPerSecond > 0) parts.push(formatSpeed(view.bytesPerSecond));
  return (
    <>
      {view.secondsLeft !== undefined && (
        <p>{t('files.timeLeft', { time: formatDuration(view.secondsLeft) })}</p>
      )}
      <p class="transfer-pace">
        {parts.map((part, index) => (
          <>
            {index > 0 && ' · '}
            <span>{part}</span>
          </>
        ))}
      </p>
    </>
  );
}
