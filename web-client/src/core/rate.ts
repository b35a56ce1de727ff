/** Bytes a second over the last seconds, from a total that grows. */
const windowMs = 4000;
const stepMs = 250;

export class Rate {
  #samples: { readonly at: number; readonly total: number }[] = [];

  /** `nowMs` never goes back. */
  add(total: number, nowMs: number): void {
    const last = this.#samples.at(-1);
    if (last && nowMs - last.at < stepMs) return;
    this.#samples = [...this.#samples.filter(({ at }) => nowMs - at <= windowMs), { at: nowMs, total }];
  }

  perSecond(total: number, nowMs: number): number {
    const first = this.#samples[0];
    if (!first || nowMs - first.at < stepMs || nowMs - first.at > 2 * windowMs) return 0;
    return Math.max(0, ((total - first.total) * 1000) / (nowMs - first.at));
  }

  reset(): void {
    this.#samples = [];
  }
}
