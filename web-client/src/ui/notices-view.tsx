import { CircleAlert, X } from 'lucide-preact';
import { t } from './i18n';
import { announcements, dismiss, toasts } from './notices';

/** Toasts, and the live region that reads them out. */
export function Notices() {
  return (
    <>
      <section class="toasts" aria-label={t('app.notices')}>
        {toasts.value.map(({ id, text, tone }) => (
          <div key={id} class={`toast ${tone}`}>
            {tone === 'warning' && <CircleAlert size={18} aria-hidden="true" />}
            <span>{text}</span>
            <button
              type="button"
              class="icon-button small"
              aria-label={t('control.dismiss')}
              onClick={() => dismiss(id)}
            >
              <X size={16} aria-hidden="true" />
            </button>
          </div>
        ))}
      </section>
      <div class="sr-only" role="status" aria-live="polite" aria-atomic="false" aria-relevant="additions">
        {announcements.value.map(({ id, text }) => (
          <p key={id}>{text}</p>
        ))}
      </div>
    </>
  );
}
