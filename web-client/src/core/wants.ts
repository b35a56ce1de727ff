import type { WantedTrack } from './protocol';

/** One element that shows a track: its size in device pixels, zero while it cannot be seen. */
export interface View {
  readonly track: string;
  readonly width: number;
  readonly height: number;
  readonly priority: number;
}

const step = 16;
const maxWants = 64;

const roundUp = (pixels: number) => Math.ceil(pixels / step) * step;

/**
 * The `want` list for what is on the screen: one entry per track (its largest view), by priority and then area. Sizes
 * are rounded up to 16 so that a slow resize does not become a stream of messages.
 */
export function wantsOf(views: Iterable<View>): WantedTrack[] {
  const largest = new Map<string, View>();
  for (const view of views) {
    if (view.width <= 0 || view.height <= 0) continue;
    const known = largest.get(view.track);
    if (!known || view.width * view.height > known.width * known.height) largest.set(view.track, view);
  }
  return [...largest.values()]
    .sort(
      (a, b) =>
        b.priority - a.priority || b.width * b.height - a.width * a.height || (a.track < b.track ? -1 : 1),
    )
    .slice(0, maxWants)
    .map((view) => ({ track: view.track, width: roundUp(view.width), height: roundUp(view.height) }));
}

export function sameWants(a: readonly WantedTrack[], b: readonly WantedTrack[]): boolean {
  return (
    a.length === b.length &&
    a.every((want, i) => {
      const other = b[i];
      return (
        other && other.track === want.track && other.width === want.width && other.height === want.height
      );
    })
  );
}
