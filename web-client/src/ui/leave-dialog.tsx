import { useEffect, useRef } from 'preact/hooks';
import { plural, t } from './i18n';

/** Asks before files that are on their way are given up, in the browser's own modal dialog. */
export function LeaveDialog({
  transfers,
  onLeave,
  onStay,
}: {
  transfers: number;
  onLeave: () => void;
  onStay: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      class="card settings ask"
      role="alertdialog"
      aria-labelledby="leave-title"
      aria-describedby="leave-text"
      onClose={onStay}
    >
      <h2 id="leave-title">{t('leave.title')}</h2>
      <p id="leave-text">{transfers > 0 ? plural('leave.transfers', transfers) : t('leave.nothing')}</p>
      <div class="ask-actions">
        {/* The first one has the focus: Enter and Escape lose nothing. */}
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {t('leave.stay')}
        </button>
        <button type="button" class="button danger" onClick={onLeave}>
          {t('control.leave')}
        </button>
      </div>
    </dialog>
  );
}
