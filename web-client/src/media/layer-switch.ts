/** Which simulcast layers are sent: those somebody starts to watch at once, those nobody watches off a little later. */
import type { TrackSource } from '../core/protocol';
import { Timer } from '../core/timers';
import type { Peer } from './peer';

const offAfterMs = 1000;

export class LayerSwitch {
  readonly #timers = new Map<TrackSource, Timer>();

  set(peer: Peer, source: TrackSource, rids: readonly string[]): void {
    let timer = this.#timers.get(source);
    if (!timer) {
      timer = new Timer();
      this.#timers.set(source, timer);
    }
    const apply = (active: readonly string[]) => {
      peer.setLayers(source, active).catch((error: unknown) => console.warn('Parley: layers', error));
    };
    const now = peer.activeLayers(source);
    if (rids.some((rid) => !now.includes(rid))) apply([...new Set([...now, ...rids])]);
    timer.start(offAfterMs, () => apply(rids));
  }

  close(): void {
    for (const timer of this.#timers.values()) timer.stop();
  }
}
