/** Who is shown as speaking: at once when somebody starts, a little longer than they speak, so that rings do not flicker. */
export class Speaking {
  readonly #holdMs: number;
  readonly #until = new Map<string, number>();
  #now: ReadonlySet<string> = new Set();

  constructor(holdMs = 1200) {
    this.#holdMs = holdMs;
  }

  /** Takes the server's list. */
  update(ids: readonly string[], nowMs: number): ReadonlySet<string> {
    for (const id of this.#now) if (!ids.includes(id)) this.#until.set(id, nowMs + this.#holdMs);
    for (const id of ids) this.#until.delete(id);
    this.#now = new Set(ids);
    return this.shown(nowMs);
  }

  shown(nowMs: number): ReadonlySet<string> {
    const shown = new Set(this.#now);
    for (const [id, until] of this.#until) {
      if (until > nowMs) shown.add(id);
      else this.#until.delete(id);
    }
    return shown;
  }

  /** When `shown` changes next without an update. */
  nextChange(): number | undefined {
    return this.#until.size === 0 ? undefined : Math.min(...this.#until.values());
  }
}
