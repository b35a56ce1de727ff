/** What names of people and files may hide, made visible. */

/**
 * Controls, line separators and format characters: they reorder, hide or break what stands around them. The joiners
 * and the selectors of variants stay between or behind what they can change: Persian, Indic scripts and emoji are
 * written with them. Letters that are blank (fillers of Hangul, empty Braille) do not.
 */
const unseen = new RegExp(
  [
    '[\\p{Cc}\\p{Zl}\\p{Zp}\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u2800\\u3164\\uffa0]',
    '(?![\\u200c\\u200d])\\p{Cf}',
    '(?<![^\\u0000-\\u007f\\s\\u200c\\u200d])[\\u200c\\u200d]',
    '[\\u200c\\u200d](?![^\\u0000-\\u007f\\s\\u200c\\u200d])',
    '(?<![^\\u0000-\\u007f\\s]|[0-9#*])[\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]',
  ].join('|'),
  'gu',
);

const blank = /^[\p{Z}\s\p{M}]+$/u;

/** One line of text whose characters stand in the order in which they are shown, and of which something is seen. */
export function visible(text: string): string {
  return blank.test(text) ? '\ufffd' : text.replace(unseen, '\ufffd');
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
