/** Names that somebody else chose, as they are shown and as they are saved. */
import { visible } from '../text';

export interface ShownName {
  readonly stem: string;
  /** With its dot; what a name ends in decides what opens it, so it is never cut off. */
  readonly extension: string;
}

export function shownName(name: string): ShownName {
  const whole = visible(name);
  const dot = whole.lastIndexOf('.');
  const splits = dot > 0 && whole.length - dot <= 12;
  return splits ? { stem: whole.slice(0, dot), extension: whole.slice(dot) } : { stem: whole, extension: '' };
}

const longest = 180;
const device = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** What `download` gets: no path, nothing unseen, nothing that a file system refuses. */
export function safeName(name: string): string {
  const plain = visible(name)
    .replaceAll('\ufffd', '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '')
    .replace(device, '_$1');
  if (plain === '') return 'file';
  const characters = [...plain];
  if (characters.length <= longest) return plain;
  const { extension } = shownName(plain);
  return characters.slice(0, longest - extension.length).join('') + extension;
}
