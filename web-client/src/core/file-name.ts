const maxBytes = 255;
const maxExtensionBytes = 24;

/**
 * A name under which a received file can be saved: no path, no control, bidi or other invisible characters, nothing
 * that a file system takes for more than a name, not empty, at most 255 bytes of UTF-8.
 */
export function safeFileName(name: string): string {
  const visible = [...name.normalize('NFC')]
    .filter((character) => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]/u.test(character))
    .join('')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/\s+/gu, ' ')
    // Hidden files, and what Windows drops from the end.
    .replace(/^[. ]+|[. ]+$/g, '');
  if (visible === '') return 'file';
  const dot = visible.lastIndexOf('.');
  const extension = dot > 0 ? visible.slice(dot) : '';
  if (utf8Length(visible) <= maxBytes) return visible;
  if (utf8Length(extension) > maxExtensionBytes) return cut(visible, maxBytes);
  return (
    cut(visible.slice(0, visible.length - extension.length), maxBytes - utf8Length(extension)) + extension
  );
}

function cut(text: string, bytes: number): string {
  let length = 0;
  let kept = '';
  for (const character of text) {
    length += utf8Length(character);
    if (length > bytes) break;
    kept += character;
  }
  return kept;
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return length;
}
