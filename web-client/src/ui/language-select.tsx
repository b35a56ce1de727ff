import { Languages } from 'lucide-preact';
import { locale, locales, setLocale, t } from './i18n';

export function LanguageSelect() {
  return (
    <label class="language">
      <Languages size={18} aria-hidden="true" />
      <span class="sr-only">{t('control.language')}</span>
      <select
        value={locale.value}
        onChange={(event) => {
          const chosen = locales.find((l) => l.id === event.currentTarget.value);
          if (chosen) setLocale(chosen.id);
        }}
      >
        {locales.map(({ id, name }) => (
          <option key={id} value={id} lang={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
