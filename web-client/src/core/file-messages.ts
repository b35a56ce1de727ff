/** The control messages of `parley.file.v1` (docs/files.md), checked: what a peer says never throws here. */

export const fileLabel = 'file';
export const fileProtocol = 'parley.file.v1';

export interface FileOffer {
  /** 32 hexadecimal digits, the same when the transfer is offered again; a secret of the two sides. */
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly mime: string;
}

export type FileMessage =
  /** To the receiver. `paused`: the sender holds it back. */
  | ({ type: 'offer'; paused?: boolean } & FileOffer)
  | { type: 'end'; sha256: string }
  /** Before anything else when one of the two has another id than when they met. */
  | { type: 'again'; proof: string }
  /** To the sender, to `again`. */
  | { type: 'known'; proof: string }
  | { type: 'unknown' }
  /** From this byte on. */
  | { type: 'accept'; offset: number; paused?: boolean }
  | { type: 'decline'; reason: DeclineReason }
  /** All before this byte is here. */
  | { type: 'received'; offset: number }
  | { type: 'done' }
  /** Either way. */
  | { type: 'pause' }
  | { type: 'resume' }
  /** With the id where no offer came before it on this channel. */
  | { type: 'cancel'; id?: string }
  | { type: 'failed'; reason: FailureReason };

export type DeclineReason = 'declined' | 'too-many';
export type FailureReason = 'damaged' | 'unreadable' | 'protocol' | 'interrupted';

const maxControlLength = 8192;
const maxNameLength = 1024;
const maxMimeLength = 255;

type Fields = Readonly<Record<string, unknown>>;

const isOffset = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) >= 0;
const isId = (v: unknown): v is string => typeof v === 'string' && /^[0-9a-f]{32}$/.test(v);
const isProof = (v: unknown): v is string => typeof v === 'string' && /^[0-9a-f]{64}$/.test(v);
const isText = (v: unknown, most: number): v is string => typeof v === 'string' && v.length <= most;
const isFlag = (v: unknown): v is boolean | undefined => v === undefined || typeof v === 'boolean';

/** Undefined when it is none. */
export function parseFileMessage(text: string): FileMessage | undefined {
  if (text.length > maxControlLength) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? messageOf(value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

function messageOf(fields: Fields): FileMessage | undefined {
  const { type, id, name, size, mime, offset, sha256, paused, proof } = fields;
  switch (type) {
    case 'offer':
      return isId(id) &&
        isText(name, maxNameLength) &&
        isOffset(size) &&
        isText(mime, maxMimeLength) &&
        isFlag(paused)
        ? { type, id, name, size, mime, paused: paused ?? false }
        : undefined;
    case 'accept':
      return isOffset(offset) && isFlag(paused) ? { type, offset, paused: paused ?? false } : undefined;
    case 'received':
      return isOffset(offset) ? { type, offset } : undefined;
    case 'end':
      return isText(sha256, 64) ? { type, sha256 } : undefined;
    case 'again':
    case 'known':
      return isProof(proof) ? { type, proof } : undefined;
    case 'cancel':
      return isId(id) ? { type, id } : { type };
    case 'decline':
      return { type, reason: fields.reason === 'too-many' ? 'too-many' : 'declined' };
    case 'failed':
      return { type, reason: failureOf(fields.reason) };
    case 'pause':
    case 'resume':
    case 'done':
    case 'unknown':
      return { type };
    default:
      return undefined;
  }
}

function failureOf(reason: unknown): FailureReason {
  switch (reason) {
    case 'damaged':
    case 'unreadable':
    case 'interrupted':
      return reason;
    default:
      return 'protocol';
  }
}

/** A name of at most as many characters as an offer may carry. */
export function offeredName(name: string): string {
  return name.slice(0, maxNameLength) || 'file';
}

/** The type as it was named, if it is one. */
export function mimeOf(text: string): string {
  const token = "[a-z0-9][a-z0-9!#$&^_.+'-]{0,99}";
  return new RegExp(`^${token}/${token}$`, 'i').test(text) ? text.toLowerCase() : 'application/octet-stream';
}
