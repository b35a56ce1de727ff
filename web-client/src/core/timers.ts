// The core is compiled without the DOM library; these are the only globals it uses.
declare function setTimeout(handler: () => void, ms: number): number;
declare function clearTimeout(handle: number | undefined): void;

/** One restartable timer. */
export class Timer {
  #handle: number | undefined;

  start(ms: number, action: () => void): void {
    this.stop();
    this.#handle = setTimeout(() => {
      this.#handle = undefined;
      action();
    }, ms);
  }

  /** Starts it unless it runs already. */
  startOnce(ms: number, action: () => void): void {
    if (this.#handle === undefined) this.start(ms, action);
  }

  stop(): void {
    if (this.#handle !== undefined) clearTimeout(this.#handle);
    this.#handle = undefined;
  }

  get running(): boolean {
    return this.#handle !== undefined;
  }
}
