/** The server's STUN and TURN addresses, renewed before the credentials in them expire. */
import type { IceServer } from './protocol';
import { Timer } from './timers';

export interface IceServersOptions {
  /** Asks the server for new ones; rejects when it does not answer in time. */
  readonly fetch: () => Promise<readonly IceServer[]>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const minuteMs = 60_000;
const retryMs = minuteMs / 2;
/** This machine's clock may be wrong: credentials are renewed at least so often, and at most every minute. */
const renewAfterMs = { least: minuteMs, most: 60 * minuteMs };

export class IceServers {
  readonly #options: IceServersOptions;
  #list: readonly IceServer[] = [];
  #renewAt = Number.POSITIVE_INFINITY;
  #renewing: Promise<void> | undefined;
  #closed = false;
  readonly #timer = new Timer();

  constructor(list: readonly IceServer[], options: IceServersOptions) {
    this.#options = options;
    this.replace(list);
  }

  get list(): readonly IceServer[] {
    return this.#list;
  }

  /** What the server sent by itself. */
  replace(list: readonly IceServer[]): void {
    this.#list = list;
    const now = this.#options.now();
    const expiry = expiryOf(list);
    if (expiry === undefined) {
      this.#renewAt = Number.POSITIVE_INFINITY;
      this.#timer.stop();
      return;
    }
    const after = Math.min(Math.max((expiry - now) / 2, renewAfterMs.least), renewAfterMs.most);
    this.#schedule(now + after);
  }

  /** Overdue, as after a sleep of the machine: renew before they are used. */
  get stale(): boolean {
    return this.#options.now() >= this.#renewAt;
  }

  /** Gets new ones. Never rejects: the old ones stay, and it is tried again. */
  renew(): Promise<void> {
    this.#renewing ??= this.#options
      .fetch()
      .then(
        (list) => {
          if (!this.#closed) this.replace(list);
        },
        () => {
          if (!this.#closed) this.#schedule(this.#options.now() + retryMs);
        },
      )
      .finally(() => {
        this.#renewing = undefined;
      });
    return this.#renewing;
  }

  close(): void {
    this.#closed = true;
    this.#timer.stop();
  }

  #schedule(at: number): void {
    this.#renewAt = at;
    this.#timer.start(at - this.#options.now(), () => void this.renew());
  }
}

export function hasRelay(list: readonly IceServer[]): boolean {
  return list.some(({ urls }) => [urls].flat().some((url) => /^turns?:/i.test(url)));
}

/** The earliest end of the credentials: user names of the TURN REST convention are `expiry:name`, in seconds. */
function expiryOf(list: readonly IceServer[]): number | undefined {
  let earliest: number | undefined;
  for (const { username } of list) {
    const seconds = Number(/^(\d{9,11}):/.exec(username ?? '')?.[1] ?? Number.NaN);
    if (!Number.isNaN(seconds)) earliest = Math.min(earliest ?? seconds, seconds);
  }
  return earliest === undefined ? undefined : earliest * 1000;
}
