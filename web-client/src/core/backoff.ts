/** Exponential from `firstMs` to `maxMs`, with full jitter over the upper half so that clients do not return at once. */
export function backoffMs(attempt: number, random: () => number, firstMs = 300, maxMs = 2000): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + (random() * ceiling) / 2;
}
