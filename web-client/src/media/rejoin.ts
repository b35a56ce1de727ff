/** Joins again and again, for a minute, after a session ended that nobody wanted to end. */
import { backoffMs } from '../core/backoff';
import { RtcError } from '../core/errors';
import type { Welcome } from '../core/protocol';
import type { Signaling } from '../core/signaling';
import { Timer } from '../core/timers';

/** Makes one more attempt to join, with a socket of its own. */
export type Enter = () => { signaling: Signaling; welcome: Promise<Welcome> };

interface RejoinListeners {
  readonly onEntered: (signaling: Signaling, welcome: Welcome) => void;
  readonly onFailed: (error: RtcError) => void;
}

const rejoinForMs = 60_000;

export class Rejoin {
  readonly #enter: Enter;
  readonly #listeners: RejoinListeners;
  readonly #timer = new Timer();
  readonly #deadline = new Timer();
  #attempt = 0;
  #running = false;
  #closed = false;

  constructor(enter: Enter, listeners: RejoinListeners) {
    this.#enter = enter;
    this.#listeners = listeners;
  }

  get running(): boolean {
    return this.#running;
  }

  start(reason: RtcError): void {
    if (this.#closed || this.#running) return;
    this.#running = true;
    this.#attempt = 0;
    this.#deadline.start(rejoinForMs, () => this.#listeners.onFailed(reason));
    this.#schedule();
  }

  /** The network is back. */
  hurry(): void {
    this.#timer.start(0, () => void this.#try());
  }

  close(): void {
    this.#closed = true;
    this.#running = false;
    this.#timer.stop();
    this.#deadline.stop();
  }

  #schedule(): void {
    this.#timer.start(backoffMs(this.#attempt++, Math.random), () => void this.#try());
  }

  async #try(): Promise<void> {
    const { signaling, welcome } = this.#enter();
    let entered: Welcome;
    try {
      entered = await welcome;
    } catch (cause) {
      if (this.#closed) return;
      const error = cause instanceof RtcError ? cause : new RtcError('unreachable', String(cause));
      // Our own old session may hold the name for as long as it could be resumed.
      if (error.retryable || error.code === 'name-taken') this.#schedule();
      else this.#listeners.onFailed(error);
      return;
    }
    if (this.#closed) {
      signaling.abort();
      return;
    }
    this.#deadline.stop();
    this.#running = false;
    this.#listeners.onEntered(signaling, entered);
  }
}

/** Whether joining again may help by itself, without a person deciding anything. */
export function canRejoin(error: RtcError): boolean {
  switch (error.code) {
    case 'resume-failed':
      return true;
    case 'room-full':
    case 'server-full':
    case 'too-many-messages':
      return false;
    default:
      return error.retryable;
  }
}
