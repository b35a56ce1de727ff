/** What both directions of a transfer share: its state, its channel, its pauses, and the ways in which it ends. */
import { RtcError } from '../core/errors';
import type { FailureReason, FileMessage, FileOffer } from '../core/file-messages';
import { mimeOf, parseFileMessage } from '../core/file-messages';
import { safeFileName } from '../core/file-name';
import { Rate } from '../core/rate';
import { Timer } from '../core/timers';
import type { RoomChannel } from './channel';
import type { Transfer, TransferDirection, TransferState } from './transfer';

const timings = {
  /** An interrupted transfer is given up. */
  giveUpMs: 5 * 60_000,
  /** The other side closes the channel once it read our last word. */
  farewellMs: 5000,
  /** Who left may be joining again. */
  returnMs: 5000,
  progressMs: 100,
} as const;

/** @internal Who a transfer is with. */
export interface Partner {
  readonly id: string;
  readonly name: string;
}

/** @internal The list that a transfer is in. */
export interface TransferHost {
  readonly changed: (transfer: FileTransfer) => void;
  /** Ended, and the other side may not have heard the last word. */
  readonly untold: (transfer: FileTransfer, farewell: FileMessage) => void;
}

type Phase = 'offered' | 'moving' | 'verifying';
type EndState = 'done' | 'declined' | 'cancelled' | 'failed';

export abstract class FileTransfer implements Transfer {
  abstract readonly direction: TransferDirection;
  readonly id: string;
  readonly name: string;
  readonly saveName: string;
  readonly size: number;
  readonly mime: string;
  participant: Partner;
  protected readonly host: TransferHost;
  protected phase: Phase = 'offered';
  /** Both sides agreed on this channel where to go on. */
  protected ready = false;
  protected channel: RoomChannel | undefined;
  #end: { readonly state: EndState; readonly error: RtcError | undefined } | undefined;
  #off: (() => void)[] = [];
  readonly #pausedBy = new Set<'us' | 'them'>();
  #transferred = 0;
  readonly #rate = new Rate();
  readonly #giveUp = new Timer();
  readonly #return = new Timer();
  readonly #progress = new Timer();

  constructor(offer: FileOffer, participant: Partner, host: TransferHost) {
    this.id = offer.id;
    this.name = offer.name;
    this.saveName = safeFileName(offer.name);
    this.size = offer.size;
    this.mime = mimeOf(offer.mime);
    this.participant = participant;
    this.host = host;
  }

  get state(): TransferState {
    if (this.#end) return this.#end.state;
    if (this.phase === 'offered') return 'offered';
    if (!this.ready) return 'interrupted';
    if (this.phase === 'verifying') return 'verifying';
    return this.#pausedBy.size > 0 ? 'paused' : 'transferring';
  }

  get pausedBy(): 'us' | 'them' | undefined {
    if (this.ended) return undefined;
    return this.#pausedBy.has('us') ? 'us' : this.#pausedBy.has('them') ? 'them' : undefined;
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  get error(): RtcError | undefined {
    return this.#end?.error;
  }

  get blob(): Blob | undefined {
    return undefined;
  }

  get transferred(): number {
    return this.#transferred;
  }

  get bytesPerSecond(): number {
    return this.state === 'transferring' ? this.#rate.perSecond(this.#transferred, performance.now()) : 0;
  }

  get secondsLeft(): number | undefined {
    const rate = this.bytesPerSecond;
    return rate > 0 ? (this.size - this.#transferred) / rate : undefined;
  }

  get stranger(): Partner | undefined {
    return undefined;
  }

  accept(): void {
    // What we offered is the other side's to accept.
  }

  decline(): void {
    this.cancel();
  }

  pause(): void {
    if (this.ended || this.phase === 'offered') return;
    this.setPaused('us', true);
    this.tell({ type: 'pause' });
  }

  resume(): void {
    if (this.ended) return;
    this.setPaused('us', false);
    this.tell({ type: 'resume' });
  }

  cancel(): void {
    this.finish('cancelled', undefined, { type: 'cancel', id: this.id });
  }

  /** @internal It cannot go on for now; given up when that lasts. */
  awaitChannel(): void {
    if (!this.ended)
      this.#giveUp.startOnce(timings.giveUpMs, () =>
        this.fail('interrupted', 'The transfer was interrupted for five minutes.'),
      );
  }

  /** @internal The other side left; `isBack` says whether somebody of its name is there by now. */
  onLeft(isBack: () => boolean): void {
    if (this.ended) return;
    this.#return.start(timings.returnMs, () => {
      if (isBack()) return;
      const gone = new RtcError('participant-left', `${this.participant.name} left.`);
      if (this.direction === 'in' && this.phase === 'offered') this.finish('cancelled');
      else this.finish('failed', gone);
    });
  }

  /** @internal The other side is here, perhaps under an id that it did not have before. */
  onPresent({ id, name }: Partner): void {
    this.participant = { id, name };
    this.#return.stop();
  }

  /** @internal The room is over. */
  onRoomClosed(error: RtcError | undefined): void {
    if (this.ended) return;
    if (error) this.finish('failed', error);
    else this.cancel();
  }

  /** Goes on over this channel from now on. */
  protected use(channel: RoomChannel): void {
    this.#drop()?.close();
    this.ready = false;
    this.channel = channel;
    this.#off = [
      channel.on('message', ({ data }) => {
        if (typeof data !== 'string') this.onChunk(new Uint8Array(data));
        else {
          const message = parseFileMessage(data);
          if (message) this.#onMessage(message);
          else this.violated('an unreadable message');
        }
      }),
      channel.on('state', (state) => {
        if (state === 'open') this.#opened();
        else {
          this.ready = false;
          if (state === 'closed') this.#drop();
          this.awaitChannel();
          this.onChannelLost();
          this.host.changed(this);
        }
      }),
      channel.on('buffered-low', () => this.onBufferedLow()),
      channel.on('error', (error) => {
        if (error.code === 'forbidden') this.finish('failed', error);
      }),
    ];
    if (channel.state === 'open') this.#opened();
    else this.awaitChannel();
  }

  protected abstract onOpen(): void;
  protected abstract onChannelLost(): void;
  protected abstract onChunk(bytes: Uint8Array<ArrayBuffer>): void;
  /** Of the direction; pauses and ends are dealt with before. */
  protected abstract onOwnMessage(message: FileMessage): void;
  protected abstract onBufferedLow(): void;
  /** Frees what is held for going on. */
  protected abstract release(): void;

  protected get paused(): boolean {
    return this.#pausedBy.size > 0;
  }

  protected setPaused(by: 'us' | 'them', paused: boolean): void {
    if (paused === this.#pausedBy.has(by)) return;
    if (paused) this.#pausedBy.add(by);
    else this.#pausedBy.delete(by);
    this.#rate.reset();
    this.host.changed(this);
  }

  /** Both sides agreed where to go on. */
  protected begin(transferred: number, pausedByThem: boolean): void {
    this.phase = 'moving';
    this.ready = true;
    this.#transferred = transferred;
    this.#rate.reset();
    this.setPaused('them', pausedByThem);
    this.host.changed(this);
  }

  protected advance(transferred: number): void {
    this.#transferred = transferred;
    this.#rate.add(transferred, performance.now());
    this.#progress.startOnce(timings.progressMs, () => this.host.changed(this));
  }

  protected tell(message: FileMessage): void {
    if (this.channel?.state === 'open') this.channel.send(JSON.stringify(message));
  }

  protected violated(how: string): void {
    this.fail('protocol', `The other side sent ${how}.`);
  }

  protected fail(reason: FailureReason, words: string, cause?: unknown): void {
    const error = new RtcError(codeOf(reason), words, { cause });
    this.finish('failed', error, { type: 'failed', reason });
  }

  /** With a last word of ours, or after the other side's. Who reads the last word closes the channel. */
  protected finish(state: EndState, error?: RtcError, farewell?: FileMessage): void {
    if (this.ended) return;
    this.#end = { state, error };
    for (const timer of [this.#giveUp, this.#return, this.#progress]) timer.stop();
    this.release();
    const channel = this.#drop();
    const untold = () => farewell && this.host.untold(this, farewell);
    // A sender that did not hear it offers again; a receiver hears nothing more unless it is told.
    if (this.direction === 'in' || channel?.state !== 'open') untold();
    if (channel?.state === 'open' && farewell) sayLast(channel, farewell, untold);
    else channel?.close();
    this.host.changed(this);
  }

  #onMessage(message: FileMessage): void {
    switch (message.type) {
      case 'pause':
      case 'resume':
        if (this.phase !== 'offered') this.setPaused('them', message.type === 'pause');
        this.onBufferedLow();
        break;
      case 'cancel':
        this.finish('cancelled');
        break;
      case 'failed':
        this.finish('failed', new RtcError(codeOf(message.reason), `The other side: ${message.reason}.`));
        break;
      default:
        this.onOwnMessage(message);
    }
  }

  #opened(): void {
    this.#giveUp.stop();
    this.onOpen();
  }

  /** Goes on over another channel, if at all. */
  protected disuse(): void {
    this.#drop()?.close();
    this.awaitChannel();
  }

  #drop(): RoomChannel | undefined {
    for (const off of this.#off) off();
    const { channel } = this;
    this.channel = undefined;
    this.ready = false;
    return channel;
  }
}

/** @internal Says a last word; who reads it closes the channel. */
export function sayLast(channel: RoomChannel, farewell: FileMessage, untold?: () => void): void {
  const timer = new Timer();
  const end = (heard: boolean) => {
    off();
    timer.stop();
    channel.close();
    if (!heard) untold?.();
  };
  const off = channel.on('state', (state) => end(state === 'closed'));
  timer.start(timings.farewellMs, () => end(false));
  channel.send(JSON.stringify(farewell));
}

function codeOf(reason: FailureReason) {
  switch (reason) {
    case 'damaged':
      return 'file-damaged';
    case 'unreadable':
      return 'file-unreadable';
    case 'interrupted':
      return 'transfer-interrupted';
    case 'protocol':
      return 'transfer-failed';
  }
}
