/** Tells the server which of our tracks are muted, once for each change. */
import type { TrackInfo } from '../core/protocol';
import type { LocalMedia } from './local';

export class Mutes {
  readonly #local: LocalMedia;
  readonly #send: (track: string, muted: boolean) => void;
  /** What the server was told last, by track id. */
  readonly #told = new Map<string, boolean>();

  constructor(local: LocalMedia, send: (track: string, muted: boolean) => void) {
    this.#local = local;
    this.#send = send;
  }

  /** What was told may have been lost. */
  forget(): void {
    this.#told.clear();
  }

  /** Brings the server's states to ours. It told us the ids of our tracks in our own participant record. */
  tell(tracks: readonly TrackInfo[]): void {
    for (const track of tracks) {
      const muted = this.#local.mutedOf(track.source);
      if ((this.#told.get(track.id) ?? track.muted) === muted) continue;
      this.#told.set(track.id, muted);
      this.#send(track.id, muted);
    }
  }
}
