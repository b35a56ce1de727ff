import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Transfer, TransferState } from '../../media';
import { t } from '../i18n';
import { visible } from '../text';
import { formatBytes, formatDuration, formatSpeed } from './sizes';
import { TransferActions } from './transfer-actions';
import { TransferStateText } from './transfer-state';
import type { ListedTransfer, TransferList, TransferView } from './transfers';

interface Props {
  readonly listed: ListedTransfer;
  readonly titleId: string;
  readonly list: TransferList;
}

/** The file on its way from or to one participant. */
export function TransferRow({ listed, titleId, list }: Props) {
  const { transfer } = listed;
  const view = listed.view.value;
  const row = useKeptFocus(view.state);
  const moves = ['transferring', 'paused', 'interrupted', 'verifying'].includes(view.state);
  return (
    // biome-ignore lint/a11y/useSemanticElements: nothing here is a form
    <div
      ref={row}
      class={`transfer ${view.state}`}
      data-transfer={transfer.id}
      data-state={view.state}
      data-name={transfer.name}
      role="group"
      aria-labelledby={titleId}
    >
      {moves && <Progress transfer={transfer} view={view} />}
      <div class="transfer-line">
        <div class="transfer-text">
          <TransferStateText transfer={transfer} view={view} />
          {view.state === 'transferring' && <Pace transfer={transfer} view={view} />}
        </div>
        <TransferActions transfer={transfer} view={view} list={list} />
      </div>
    </div>
  );
}

/** A button that goes away with its state hands the focus to the next one of its row. */
function useKeptFocus(state: TransferState) {
  const row = useRef<HTMLDivElement>(null);
  const had = useRef(false);
  had.current = row.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    if (had.current && !row.current?.contains(document.activeElement))
      row.current?.querySelector<HTMLElement>('button, a')?.focus();
  }, [state]);
  return row;
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
      <p class="transfer-pace">{parts.join(' · ')}</p>
    </>
  );
}
