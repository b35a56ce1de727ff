/** Channels for files that others opened, until they say what for; keeps those away who offer too much. */
import type { FileOffer } from '../core/file-messages';
import { parseFileMessage } from '../core/file-messages';
import { Timer } from '../core/timers';
import type { RoomChannel } from './channel';

const firstMessageMs = 30_000;
const maxWaiting = 100;
/** Unanswered offers of one participant (docs/files.md). */
const maxOpenOffers = 20;
const maxOffersPerMinute = 100;
const minuteMs = 60_000;

interface DeskListeners {
  readonly onOffer: (offer: FileOffer & { readonly paused?: boolean }, channel: RoomChannel) => void;
  /** Somebody says that they offered something before, under another id. */
  readonly onAgain: (proof: string, channel: RoomChannel) => void;
  /** A transfer was cancelled while the two sides had no channel. */
  readonly onCancelled: (id: string, from: string) => void;
}

export class OfferDesk {
  readonly #listeners: DeskListeners;
  readonly #waiting = new Map<RoomChannel, () => void>();
  #recent: { readonly name: string; readonly at: number }[] = [];

  constructor(listeners: DeskListeners) {
    this.#listeners = listeners;
  }

  take(channel: RoomChannel): void {
    if (this.#waiting.size >= maxWaiting) {
      channel.close();
      return;
    }
    const timer = new Timer();
    const off = [
      channel.on('message', ({ data }) => {
        this.#waiting.get(channel)?.();
        this.#onFirst(channel, data);
      }),
      channel.on('state', (state) => {
        if (state !== 'open') this.#waiting.get(channel)?.();
      }),
    ];
    this.#waiting.set(channel, () => {
      this.#waiting.delete(channel);
      timer.stop();
      for (const each of off) each();
    });
    timer.start(firstMessageMs, () => {
      this.#waiting.get(channel)?.();
      channel.close();
    });
  }

  /** Whether one more offer is taken from somebody. */
  allows(name: string, open: number): boolean {
    const now = performance.now();
    this.#recent = this.#recent.filter(({ at }) => now - at < minuteMs);
    const offered = this.#recent.filter((offer) => offer.name === name).length;
    if (open >= maxOpenOffers || offered >= maxOffersPerMinute) return false;
    this.#recent.push({ name, at: now });
    return true;
  }

  close(): void {
    for (const [channel, stop] of [...this.#waiting]) {
      stop();
      channel.close();
    }
  }

  #onFirst(channel: RoomChannel, data: string | ArrayBuffer): void {
    const message = typeof data === 'string' ? parseFileMessage(data) : undefined;
    if (message?.type === 'offer') this.#listeners.onOffer(message, channel);
    else if (message?.type === 'again') this.#listeners.onAgain(message.proof, channel);
    else {
      if (message?.type === 'cancel' && message.id)
        this.#listeners.onCancelled(message.id, channel.participant ?? '');
      channel.close();
    }
  }
}
