import { t } from './i18n';
import { go } from './navigation';

export function Brand() {
  return (
    <a
      class="brand"
      href="/"
      aria-label={t('app.home')}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go('/');
      }}
    >
      <img src="/favicon.svg" alt="" width="28" height="28" />
      <span>Parley</span>
    </a>
  );
}
