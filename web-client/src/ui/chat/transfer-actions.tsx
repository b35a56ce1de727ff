import { Download, Pause, Play, X } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { hasEnded } from '../../media';
import { t } from '../i18n';
import { safeName } from './file-names';
import type { ListedTransfer, TransferList, TransferView } from './transfers';

export function TransferActions({
  listed,
  view,
  list,
}: {
  listed: ListedTransfer;
  view: TransferView;
  list: TransferList;
}) {
  const { transfer } = listed;
  const { state, pausedBy } = view;
  const asks = state === 'offered' && transfer.direction === 'in';
  return (
    <div class="transfer-actions">
      {asks && list.mayAnswer && (
        <>
          <button type="button" class="button small" onClick={() => transfer.decline()}>
            {t('files.decline')}
          </button>
          <button type="button" class="button small primary" onClick={() => transfer.accept()}>
            {t('files.accept')}
          </button>
        </>
      )}
      {view.stranger && (
        <button type="button" class="button small" onClick={() => list.offerAnew(listed)}>
          {t('files.offerAnew')}
        </button>
      )}
      {state === 'transferring' && (
        <IconAction label={t('files.pause')} onClick={() => transfer.pause()}>
          <Pause size={18} aria-hidden="true" />
        </IconAction>
      )}
      {state === 'paused' && pausedBy !== 'them' && (
        <IconAction label={t('files.resume')} onClick={() => transfer.resume()}>
          <Play size={18} aria-hidden="true" />
        </IconAction>
      )}
      {!hasEnded(state) && !asks && (
        <IconAction label={t('files.cancel')} onClick={() => transfer.cancel()}>
          <X size={18} aria-hidden="true" />
        </IconAction>
      )}
      {state === 'done' && view.blob && <SaveLink blob={view.blob} name={transfer.saveName} />}
      {(hasEnded(state) || (asks && !list.mayAnswer)) && (
        <IconAction label={t('files.remove')} onClick={() => list.remove(transfer)}>
          <X size={18} aria-hidden="true" />
        </IconAction>
      )}
    </div>
  );
}

function IconAction({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: () => void;
  children: ComponentChildren;
}) {
  return (
    <button type="button" class="icon-button action" aria-label={label} title={label} onClick={onClick}>
      {children}
    </button>
  );
}

function SaveLink({ blob, name }: { blob: Blob; name: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    // Without the sender's type: opened in a tab, it must not become a page of ours.
    const url = URL.createObjectURL(new Blob([blob], { type: 'application/octet-stream' }));
    setAddress(url);
    return () => URL.revokeObjectURL(url);
  }, [blob]);
  if (address === undefined) return null;
  return (
    <a class="button small primary" href={address} download={safeName(name)}>
      <Download size={16} aria-hidden="true" />
      {t('files.save')}
    </a>
  );
}
