/** Watches how large the elements that show tracks are, for the `want` list. */
import type { WantedTrack } from '../core/protocol';
import { Timer } from '../core/timers';
import type { View } from '../core/wants';
import { sameWants, wantsOf } from '../core/wants';

const debounceMs = 100;

interface Attached {
  readonly track: string;
  visible: boolean;
}

export class Views {
  readonly #attached = new Map<Element, Attached>();
  readonly #publish: (wants: WantedTrack[]) => void;
  readonly #priority: (track: string) => number;
  readonly #timer = new Timer();
  readonly #sizes = new ResizeObserver(() => this.#schedule());
  readonly #visibility = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const attached = this.#attached.get(entry.target);
      if (attached) attached.visible = entry.isIntersecting;
    }
    this.#schedule();
  });
  #last: WantedTrack[] | undefined;

  constructor(publish: (wants: WantedTrack[]) => void, priority: (track: string) => number) {
    this.#publish = publish;
    this.#priority = priority;
  }

  add(track: string, element: Element): () => void {
    const attached: Attached = { track, visible: true };
    this.#attached.set(element, attached);
    this.#sizes.observe(element);
    this.#visibility.observe(element);
    this.#schedule();
    return () => {
      if (this.#attached.get(element) !== attached) return;
      this.#attached.delete(element);
      this.#sizes.unobserve(element);
      this.#visibility.unobserve(element);
      this.#schedule();
    };
  }

  /** Sends the list again even if it did not change: the server may have forgotten it. */
  resend(): void {
    if (this.#last) this.#publish(this.#last);
  }

  refresh(): void {
    if (this.#last) this.#schedule();
  }

  close(): void {
    this.#timer.stop();
    this.#sizes.disconnect();
    this.#visibility.disconnect();
    this.#attached.clear();
  }

  #schedule(): void {
    this.#timer.startOnce(debounceMs, () => {
      const wants = wantsOf(this.#views());
      if (this.#last && sameWants(this.#last, wants)) return;
      this.#last = wants;
      this.#publish(wants);
    });
  }

  *#views(): Generator<View> {
    const scale = window.devicePixelRatio || 1;
    for (const [element, { track, visible }] of this.#attached) {
      const width = visible ? element.clientWidth * scale : 0;
      const height = visible ? element.clientHeight * scale : 0;
      yield { track, width, height, priority: this.#priority(track) };
    }
  }
}
