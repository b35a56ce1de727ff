/**
 * The session's signaling: joins, keeps the socket alive, resumes it with `lastSeq` when it drops, and hands on every
 * message once and in order. Sockets and randomness are passed in.
 */
import { backoffMs } from './backoff';
import { errorOfClose, RtcError } from './errors';
import { Emitter } from './events';
import type { ClientMessage, ServerMessage, ServerMessageOf, Welcome } from './protocol';
import { parseServerMessage } from './protocol';
import { Timer } from './timers';

/** The part of WebSocket that is used. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(text: string): void;
  close(code?: number, reason?: string): void;
}

export interface SignalingOptions {
  readonly openSocket: () => Socket;
  readonly random: () => number;
}

export type SignalingState = 'new' | 'joining' | 'open' | 'resuming' | 'closed';

interface SignalingEvents {
  message: ServerMessage;
  state: SignalingState;
  /** The session goes on; what was sent just before the drop may be lost. */
  resumed: undefined;
  /** The session is over; with an error unless it was left. */
  closed: RtcError | undefined;
}

interface Pending {
  readonly message: ClientMessage;
  readonly resolve: (answer: ServerMessage) => void;
  readonly reject: (error: RtcError) => void;
  readonly timer: Timer;
}

export const timings = {
  openMs: 8000,
  pingMs: 10_000,
  pongMs: 8000,
  requestMs: 12_000,
  leaveMs: 1000,
} as const;

export class Signaling extends Emitter<SignalingEvents> {
  readonly #options: SignalingOptions;
  #state: SignalingState = 'new';
  #socket: Socket | undefined;
  #resumeToken = '';
  #resumeSeconds = 30;
  #lastSeq = 0;
  #nextId = 1;
  #attempt = 0;
  #missedLeft = 0;
  readonly #pending = new Map<string, Pending>();
  readonly #outbox: ClientMessage[] = [];
  readonly #openTimer = new Timer();
  readonly #pingTimer = new Timer();
  readonly #pongTimer = new Timer();
  readonly #retryTimer = new Timer();
  readonly #deadline = new Timer();

  constructor(options: SignalingOptions) {
    super();
    this.#options = options;
  }

  get state(): SignalingState {
    return this.#state;
  }

  /** Opens the socket and enters the room. */
  join(join: { room: string; name: string; token?: string }): Promise<Welcome> {
    this.#setState('joining');
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        offMessage();
        offClosed();
        act();
      };
      const offMessage = this.on('message', (message) => {
        if (message.type === 'welcome') settle(() => resolve(message));
      });
      const offClosed = this.on('closed', (error) =>
        settle(() => reject(error ?? new RtcError('aborted', 'Left before the room answered.'))),
      );
      this.#open({ type: 'join', ...join });
    });
  }

  /** Sends, or keeps the message for the resumed socket. */
  send(message: ClientMessage): void {
    if (this.#state === 'open') this.#write(message);
    else if (this.#state !== 'closed') this.#outbox.push(message);
  }

  /** Sends and waits for the answer that carries the same id. Survives a resume. */
  request<T extends ServerMessage['type']>(message: ClientMessage, answer: T): Promise<ServerMessageOf<T>> {
    return new Promise((resolve, reject) => {
      if (this.#state === 'closed') {
        reject(new RtcError('aborted', 'The session is closed.'));
        return;
      }
      const id = String(this.#nextId++);
      const timer = new Timer();
      this.#pending.set(id, {
        message,
        timer,
        reject,
        resolve: (received) => {
          if (received.type === answer) resolve(received as ServerMessageOf<T>);
          else reject(new RtcError('protocol', `Expected ${answer}, got ${received.type}.`));
        },
      });
      if (this.#state === 'open') this.#ask(id);
    });
  }

  /** Leaves the room and waits shortly for the goodbye. */
  leave(): Promise<void> {
    if (this.#state === 'closed') return Promise.resolve();
    return new Promise((resolve) => {
      const done = new Timer();
      const off = this.on('closed', () => {
        off();
        done.stop();
        resolve();
      });
      if (this.#state !== 'open') {
        this.#end(undefined);
        return;
      }
      this.#write({ type: 'leave' });
      done.start(timings.leaveMs, () => this.#end(undefined));
    });
  }

  /** Drops a socket that seems dead (the network changed, the page woke up) and resumes at once. */
  probe(): void {
    if (this.#state === 'open') this.#ping();
    else if (this.#state === 'resuming') {
      this.#attempt = 0;
      this.#retryTimer.stop();
      if (!this.#socket) this.#resume();
    }
  }

  /** Ends without a word to the server. */
  abort(error?: RtcError): void {
    this.#end(error);
  }

  #open(first: ClientMessage): void {
    let socket: Socket;
    try {
      socket = this.#options.openSocket();
    } catch (cause) {
      this.#end(
        new RtcError('unreachable', 'The address of the server is not valid.', { cause, retryable: false }),
      );
      return;
    }
    this.#socket = socket;
    socket.onopen = () => socket.send(JSON.stringify(first));
    socket.onmessage = (event) => {
      if (this.#socket === socket && typeof event.data === 'string') this.#onText(event.data);
    };
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#onClose(event.code, event.reason);
    };
    this.#openTimer.start(timings.openMs, () => this.#drop());
  }

  #drop(): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = undefined;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this.#onClose(1006, '');
  }

  #onText(text: string): void {
    this.#pongTimer.stop();
    const parsed = parseServerMessage(text);
    switch (parsed.kind) {
      case 'message':
        this.#onMessage(parsed.message);
        break;
      case 'unknown':
        if (parsed.seq !== undefined && parsed.seq === this.#lastSeq + 1) this.#advance(parsed.seq);
        break;
      case 'malformed':
        this.#end(new RtcError('protocol', `The server sent an unreadable message (${parsed.why}).`));
        break;
    }
  }

  #onMessage(message: ServerMessage): void {
    if ('seq' in message) {
      if (message.type === 'welcome') this.#lastSeq = message.seq;
      else if (message.seq <= this.#lastSeq) return;
      else if (message.seq > this.#lastSeq + 1) {
        // A message is missing: only a resume brings it back.
        this.#drop();
        return;
      } else this.#lastSeq = message.seq;
    }
    switch (message.type) {
      case 'welcome':
        this.#resumeToken = message.resumeToken;
        this.#resumeSeconds = message.resumeSeconds;
        this.#opened();
        break;
      case 'resumed':
        this.#resumeToken = message.resumeToken;
        this.#missedLeft = message.missed;
        this.#opened();
        this.emit('resumed', undefined);
        return;
      case 'left':
        this.#end(undefined);
        return;
      case 'error':
        this.#onError(message);
        return;
      default:
        break;
    }
    this.#settle(message);
    this.emit('message', message);
    if ('seq' in message) this.#countMissed();
  }

  #advance(seq: number): void {
    this.#lastSeq = seq;
    this.#countMissed();
  }

  #countMissed(): void {
    if (this.#missedLeft > 0 && --this.#missedLeft === 0) this.#askAgain();
  }

  #onError(message: ServerMessageOf<'error'>): void {
    const error = new RtcError(message.code, message.message, { retryable: message.retryable });
    const pending = message.id === undefined ? undefined : this.#pending.get(message.id);
    if (pending && !error.endsSession) {
      this.#forget(message.id as string);
      pending.reject(error);
    }
    if (error.endsSession || this.#state === 'joining') this.#end(error);
    else this.emit('message', message);
  }

  #settle(message: ServerMessage): void {
    if (message.id === undefined) return;
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    this.#forget(message.id);
    pending.resolve(message);
  }

  #opened(): void {
    this.#openTimer.stop();
    this.#deadline.stop();
    this.#attempt = 0;
    this.#setState('open');
    this.#schedulePing();
    for (const message of this.#outbox.splice(0)) this.#write(message);
    // After a resume the answers may be among the missed messages: see askAgain.
    if (this.#missedLeft === 0) this.#askAgain();
  }

  #askAgain(): void {
    for (const id of this.#pending.keys()) this.#ask(id);
  }

  #ask(id: string): void {
    const pending = this.#pending.get(id);
    if (!pending || this.#state !== 'open') return;
    this.#write({ ...pending.message, id });
    pending.timer.start(timings.requestMs, () => {
      this.#forget(id);
      pending.reject(new RtcError('timeout', `No answer to ${pending.message.type}.`));
    });
  }

  #forget(id: string): void {
    this.#pending.get(id)?.timer.stop();
    this.#pending.delete(id);
  }

  #onClose(code: number, reason: string): void {
    this.#socket = undefined;
    this.#openTimer.stop();
    this.#pingTimer.stop();
    this.#pongTimer.stop();
    if (this.#state === 'closed') return;
    const error = errorOfClose(code, reason);
    if (error) this.#end(error);
    else if (this.#state === 'joining')
      this.#end(new RtcError('unreachable', 'The server cannot be reached.'));
    else this.#lost();
  }

  #lost(): void {
    for (const pending of this.#pending.values()) pending.timer.stop();
    this.#setState('resuming');
    this.#deadline.startOnce(this.#resumeSeconds * 1000, () =>
      this.#end(new RtcError('unreachable', 'The connection to the server was lost and did not come back.')),
    );
    this.#retryTimer.start(backoffMs(this.#attempt++, this.#options.random), () => this.#resume());
  }

  #resume(): void {
    this.#missedLeft = 0;
    this.#open({ type: 'resume', resumeToken: this.#resumeToken, lastSeq: this.#lastSeq });
  }

  #schedulePing(): void {
    this.#pingTimer.start(timings.pingMs, () => {
      this.#ping();
      this.#schedulePing();
    });
  }

  #ping(): void {
    this.#write({ type: 'ping' });
    this.#pongTimer.startOnce(timings.pongMs, () => this.#drop());
  }

  #write(message: ClientMessage & { id?: string }): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #end(error: RtcError | undefined): void {
    if (this.#state === 'closed') return;
    for (const timer of [this.#openTimer, this.#pingTimer, this.#pongTimer, this.#retryTimer, this.#deadline])
      timer.stop();
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close(1000);
    }
    const reason = error ?? new RtcError('aborted', 'The session was left.');
    for (const [id, pending] of this.#pending) {
      this.#forget(id);
      pending.reject(reason);
    }
    this.#setState('closed');
    this.emit('closed', error);
  }

  #setState(state: SignalingState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.emit('state', state);
  }
}
