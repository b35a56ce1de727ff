/** Asks the statistics how the media of a connection travels, soon after it connected and then every few seconds. */
import type { PathInfo, StatsEntry } from '../core/path';
import { pathOf, samePath } from '../core/path';
import { Timer } from '../core/timers';

const timings = { firstMs: 250, laterMs: 3000 } as const;

export class PathWatch {
  readonly #onPath: (path: PathInfo) => void;
  readonly #timer = new Timer();
  #connection: RTCPeerConnection | undefined;
  #path: PathInfo | undefined;

  constructor(onPath: (path: PathInfo) => void) {
    this.#onPath = onPath;
  }

  get path(): PathInfo | undefined {
    return this.#path;
  }

  /** Looks at this connection from now on. */
  watch(connection: RTCPeerConnection): void {
    this.#connection = connection;
    void this.#look(connection);
  }

  stop(): void {
    this.#connection = undefined;
    this.#timer.stop();
  }

  async #look(connection: RTCPeerConnection): Promise<void> {
    if (connection !== this.#connection || connection.connectionState === 'closed') return;
    const entries: StatsEntry[] = [];
    (await connection.getStats()).forEach((entry: StatsEntry) => {
      entries.push(entry);
    });
    if (connection !== this.#connection) return;
    const path = pathOf(entries);
    if (path && !samePath(this.#path, path)) {
      this.#path = path;
      this.#onPath(path);
    }
    this.#timer.start(path ? timings.laterMs : timings.firstMs, () => void this.#look(connection));
  }
}
