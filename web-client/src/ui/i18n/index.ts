import { effect, signal } from '@preact/signals';
import { preferences, remember } from '../preferences';
import { de } from './de';
import type { Catalogue, MessageKey } from './en';
import { en } from './en';

export type { MessageKey } from './en';

const catalogues = { en, de } as const satisfies Record<string, Catalogue>;

export type Locale = keyof typeof catalogues;

export const locales: readonly { id: Locale; name: string }[] = [
  { id: 'en', name: 'English' },
  { id: 'de', name: 'Deutsch' },
];

/** The first language of the browser that there is a catalogue for. */
export function chooseLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    const base = language.toLowerCase().split('-')[0];
    const found = locales.find((locale) => locale.id === base);
    if (found) return found.id;
  }
  return 'en';
}

const remembered = locales.find((l) => l.id === preferences.value.locale)?.id;
export const locale = signal<Locale>(remembered ?? chooseLocale(navigator.languages ?? []));

export function setLocale(id: Locale): void {
  locale.value = id;
  remember({ locale: id });
}

effect(() => {
  document.documentElement.lang = locale.value;
});

/** The current language as it is written where the reader is: "en-GB" has other times than "en". */
export function regional(): string {
  return navigator.languages?.find((each) => each.split('-')[0] === locale.value) ?? locale.value;
}

export type Params = Readonly<Record<string, string | number>>;

/** The text of a message in the current language; read in a component, it follows a change of language. */
export function t(key: MessageKey, params?: Params): string {
  const text: string = catalogues[locale.value][key];
  return params ? text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole)) : text;
}

type PluralKey = MessageKey extends infer K ? (K extends `${infer Base}.one` ? Base : never) : never;

/** For messages with a number: picks `key.one` or `key.other` by the rules of the language. */
export function plural(key: PluralKey, count: number): string {
  const form = new Intl.PluralRules(locale.value).select(count) === 'one' ? 'one' : 'other';
  return t(`${key}.${form}`, { count: new Intl.NumberFormat(regional()).format(count) });
}
