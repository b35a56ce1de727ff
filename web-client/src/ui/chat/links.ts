/** Addresses within a message. */
import { find } from 'linkifyjs';
import { hasUnseen } from '../text';

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  /** `text` is where the link leads, never another address. */
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

const allowed: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** Cuts a message into text and the links that may be followed. The pieces' sources, joined, are the message. */
export function piecesOf(message: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const addText = (text: string) => {
    const last = pieces.at(-1);
    if (last?.kind === 'text') pieces[pieces.length - 1] = { kind: 'text', text: last.text + text };
    else if (text !== '') pieces.push({ kind: 'text', text });
  };
  for (const { type, value, start, end: next } of find(message)) {
    addText(message.slice(end, start));
    const link = type === 'url' || type === 'email' ? linkOf(value, type) : undefined;
    if (link) pieces.push(link);
    else addText(value);
    end = next;
  }
  addText(message.slice(end));
  return pieces;
}

function linkOf(written: string, type: 'url' | 'email'): Piece | undefined {
  const url = addressOf(type === 'email' ? `mailto:${written}` : withScheme(written));
  // A name before an @ looks like the host and is not.
  if (!url || !allowed.has(url.protocol) || url.username !== '' || url.password !== '') return undefined;
  return { kind: 'link', text: shownAddress(written, url), href: url.href };
}

function withScheme(written: string): string {
  const hostAndPort = /^[^:/?#]+\.[^:/?#]+:\d/;
  return /^[a-z][a-z0-9+.-]*:/i.test(written) && !hostAndPort.test(written) ? written : `https://${written}`;
}

function addressOf(complete: string): URL | undefined {
  try {
    return new URL(complete);
  } catch {
    return undefined; // looks like an address and is none: it stays text
  }
}

/** As it was written, but with the host as the network knows it (xn--) and nothing unseen. */
function shownAddress(written: string, url: URL): string {
  if (hasUnseen(written)) return url.href;
  const ascii = [...written].every((character) => character < '\u0080');
  if (ascii || url.host === '') return written;
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]+)/i.exec(written)?.[1];
  return host === undefined ? url.href : written.replace(host, () => url.host);
}
