/** Every way in which the SDK fails, as a closed set: the server's codes (docs/protocol.md) and the client's own. */
export const serverErrorCodes = [
  'bad-message',
  'bad-offer',
  'not-joined',
  'unauthorized',
  'forbidden',
  'name-taken',
  'room-full',
  'server-full',
  'resume-failed',
  'too-many-messages',
  'replaced',
  'removed',
  'unknown-participant',
  'chat-too-fast',
  'media-failed',
  'shutting-down',
  'internal',
] as const;

export const clientErrorCodes = [
  /** The WebSocket could not be opened, or not again. */
  'unreachable',
  /** The server did not answer in time. */
  'timeout',
  /** The server sent what this client cannot read. */
  'protocol',
  'aborted',
  /** The path was to lead through a relay, and the server has none. */
  'no-relay',
  /** The path was to lead through a relay, and none let media through. */
  'relay-failed',
  'unsupported-browser',
  'insecure-page',
  'permission-denied',
  'no-device',
  'device-busy',
  'device-failed',
  'share-cancelled',
  /** The server closed a data channel whose receiver did not keep up. */
  'too-slow',
  /** A data channel that is not open, or to somebody whose data channels are not up. */
  'no-data-channel',
  'reserved-label',
  /** A data channel more than oneself or the other side may have. */
  'too-many-channels',
  /** The label or the protocol of a data channel has more than 1,024 characters. */
  'label-too-long',
  /** The other side of a transfer left. */
  'participant-left',
  /** A transfer did not go on for five minutes. */
  'transfer-interrupted',
  /** Size or hash of what arrived is another. */
  'file-damaged',
  'file-unreadable',
  /** The other side broke the rules of the transfer, or gave it up. */
  'transfer-failed',
] as const;

export type ServerErrorCode = (typeof serverErrorCodes)[number];
export type ClientErrorCode = (typeof clientErrorCodes)[number];
export type RtcErrorCode = ServerErrorCode | ClientErrorCode;

/** The server codes that end the session. */
const endsSession: ReadonlySet<RtcErrorCode> = new Set<ServerErrorCode>([
  'not-joined',
  'unauthorized',
  'name-taken',
  'room-full',
  'server-full',
  'resume-failed',
  'too-many-messages',
  'replaced',
  'removed',
  'shutting-down',
  'internal',
]);

const retryableByNature: ReadonlySet<RtcErrorCode> = new Set<RtcErrorCode>([
  'server-full',
  'room-full',
  'too-many-messages',
  'chat-too-fast',
  'media-failed',
  'relay-failed',
  'shutting-down',
  'internal',
  'unreachable',
  'timeout',
  'device-busy',
]);

export class RtcError extends Error {
  override readonly name = 'RtcError';
  readonly code: RtcErrorCode;
  readonly retryable: boolean;

  constructor(code: RtcErrorCode, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? retryableByNature.has(code);
  }

  get endsSession(): boolean {
    return endsSession.has(this.code);
  }
}

export function isServerErrorCode(code: string): code is ServerErrorCode {
  return (serverErrorCodes as readonly string[]).includes(code);
}

/** What a WebSocket close means: an error that ends the session, or nothing (then the session can be resumed). */
export function errorOfClose(closeCode: number, reason: string): RtcError | undefined {
  switch (closeCode) {
    case 1001:
      return new RtcError('shutting-down', 'The server stops.');
    case 1008:
      // The server heard nothing from us for too long: the session can still be resumed.
      if (reason === 'silent') return undefined;
      return isServerErrorCode(reason)
        ? new RtcError(reason, `The server closed the connection: ${reason}.`)
        : new RtcError('protocol', 'The server closed the connection.');
    case 1009:
      return new RtcError('bad-message', 'A message was too big for the server.');
    case 1011:
      return new RtcError('internal', 'A fault of the server.');
    default:
      return undefined;
  }
}
