/** What names of people and files may hide, made visible. */

/**
 * Controls, line separators and format characters: they reorder, hide or break what stands around them. The joiners
 * stay, which Persian, Indic scripts and emoji are written with.
 */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/** One line of text whose characters stand in the order in which they are shown. */
export function visible(text: string): string {
  return text.replace(unseen, '\ufffd');
}

export function hasUnseen(text: string): boolean {
  return text.search(unseen) >= 0;
}

/** The first words of a text, on one line. */
export function firstWords(text: string, most = 90): string {
  const line = visible(text.replace(/\s+/g, ' ').trim());
  const characters = [...line];
  return characters.length <= most
    ? line
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
