/** A file on its way to one participant, read in slices no faster than the receiver takes them. */
import { RtcError } from '../core/errors';
import type { FileMessage, FileOffer } from '../core/file-messages';
import { Timer } from '../core/timers';
import type { RoomChannel } from './channel';
import { FileTransfer, type Partner, type TransferHost } from './file-transfer';
import type { Fingerprint } from './fingerprint';

const sliceBytes = 512 * 1024;
const slicesAhead = 2;
/** What lies in the browser's own buffer. */
const highWaterBytes = 256 * 1024;

/** @internal The list that sends. */
export interface SenderHost extends TransferHost {
  /** Our own id, which is another after we joined again. */
  readonly self: () => string;
  /** How far the sender may be beyond what the receiver acknowledged. */
  readonly windowOf: (transfer: OutgoingFile) => number;
  readonly chunkBytes: () => number;
  /** The transfer has no channel any more. */
  readonly reconnect: (transfer: OutgoingFile) => void;
  /** The receiver does not know us by the id that we have now. */
  readonly reunite: (transfer: OutgoingFile) => void;
}

/** @internal What is sent; several transfers of one file share the hash. */
export interface Source {
  readonly file: Blob;
  readonly fingerprint: Fingerprint;
}

interface Slice {
  readonly start: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export class OutgoingFile extends FileTransfer {
  readonly direction = 'out';
  declare protected readonly host: SenderHost;
  /** For the next attempt to open a channel. */
  readonly retry = new Timer();
  attempts = 0;
  #source: Source | undefined;
  /** Our own id by which the receiver knows us; undefined until the offer was made. */
  #introducedAs: string | undefined;
  #stranger: Partner | undefined;
  /** The channel that is taken over needs no introduction. */
  #reunited = false;
  #slices: Slice[] = [];
  #readTo = 0;
  /** Counts the resumptions: what was read for an earlier one is dropped. */
  #run = 0;
  #reading = false;
  #position = 0;
  #acknowledged = 0;
  /** The most that was ever sent: a receiver cannot have more. */
  #sent = 0;
  #endSent = false;

  constructor(offer: FileOffer, participant: Partner, host: SenderHost, source: Source) {
    super(offer, participant, host);
    this.#source = source;
  }

  /** A channel is open, or about to be. */
  get connected(): boolean {
    return this.channel !== undefined;
  }

  /** The receiver was asked and has not answered. */
  get unanswered(): boolean {
    return !this.ended && this.phase === 'offered' && this.connected;
  }

  get moving(): boolean {
    return this.state === 'transferring' || this.state === 'verifying';
  }

  /** The receiver knows the sender by the id that it has now, or knows nothing yet. */
  get introduced(): boolean {
    return this.#introducedAs === undefined || this.#introducedAs === this.host.self();
  }

  get source(): Source | undefined {
    return this.#source;
  }

  override get stranger(): Partner | undefined {
    return this.ended ? undefined : this.#stranger;
  }

  connect(channel: RoomChannel): void {
    channel.bufferedAmountLowThreshold = highWaterBytes / 2;
    this.use(channel);
    this.host.changed(this);
  }

  /** Goes on over a channel on which both sides showed that they know the transfer. */
  connectKnown(channel: RoomChannel): void {
    this.#reunited = true;
    this.connect(channel);
  }

  /** The receiver knows us by our present id. */
  onIntroduced(): void {
    this.#introducedAs &&= this.host.self();
  }

  onStranger(stranger: Partner | undefined): void {
    if (this.ended || this.#stranger?.id === stranger?.id) return;
    this.#stranger = stranger;
    this.host.changed(this);
  }

  override resume(): void {
    super.resume();
    this.#pump();
  }

  protected onOpen(): void {
    const { id, name, size, mime } = this;
    const paused = this.pausedBy === 'us';
    if (this.#reunited) {
      this.#reunited = false;
      if (paused) this.tell({ type: 'pause' });
    } else if (this.introduced) {
      this.#introducedAs = this.host.self();
      this.tell({ type: 'offer', id, name, size, mime, paused });
    } else {
      this.disuse();
      this.host.reunite(this);
    }
  }

  protected onChannelLost(): void {
    this.#run += 1;
    this.#slices = [];
    if (!this.channel) this.host.reconnect(this);
  }

  protected onChunk(): void {
    this.violated('bytes to the sender');
  }

  protected onOwnMessage(message: FileMessage): void {
    switch (message.type) {
      case 'accept':
        this.#onAccepted(message.offset, message.paused ?? false);
        break;
      case 'decline':
        if (message.reason === 'declined') this.finish('declined');
        else this.finish('failed', new RtcError('transfer-failed', 'The receiver has too many open offers.'));
        break;
      case 'received':
        this.#onReceived(message.offset);
        break;
      case 'done':
        // It may be said again after an interruption that hid it.
        if (this.#endSent || this.#sent === this.size) this.#onDone();
        else this.violated('done before the end');
        break;
      default:
        this.violated(`${message.type} to the sender`);
    }
  }

  protected onBufferedLow(): void {
    this.#pump();
  }

  protected release(): void {
    this.retry.stop();
    this.#source = undefined;
    this.#slices = [];
  }

  #onAccepted(offset: number, paused: boolean): void {
    if (this.ready) this.violated('a second accept');
    else if (offset > this.#sent) this.violated('an offset beyond what was sent');
    else {
      this.#run += 1;
      this.#slices = [];
      this.#position = this.#acknowledged = this.#readTo = offset;
      this.#endSent = false;
      this.attempts = 0;
      this.begin(offset, paused);
      this.#pump();
    }
  }

  #onReceived(offset: number): void {
    if (!this.ready || offset > this.#position || offset < this.#acknowledged) {
      this.violated('a wrong offset');
      return;
    }
    this.#acknowledged = offset;
    this.advance(offset);
    this.#pump();
    this.#checkAllThere();
  }

  #onDone(): void {
    this.advance(this.size);
    this.finish('done');
  }

  #checkAllThere(): void {
    if (!this.#endSent || this.#acknowledged < this.size) return;
    this.phase = 'verifying';
    this.host.changed(this);
  }

  /** Sends what the receiver and the browser's buffer have room for. Called again by acknowledgements and events. */
  #pump(): void {
    const { channel } = this;
    if (this.state !== 'transferring' || channel?.state !== 'open' || !this.#source) return;
    const chunkBytes = this.host.chunkBytes();
    const limit = this.#acknowledged + this.host.windowOf(this);
    while (this.#position < this.size) {
      const slice = this.#slices[0];
      if (!slice) break;
      const start = this.#position - slice.start;
      const chunk = slice.bytes.subarray(start, start + chunkBytes);
      if (this.#position + chunk.length > limit || channel.bufferedAmount >= highWaterBytes) break;
      this.#source.fingerprint.pass(this.#position, chunk);
      channel.send(chunk);
      this.#position += chunk.length;
      this.#sent = Math.max(this.#sent, this.#position);
      if (start + chunk.length === slice.bytes.length) this.#slices.shift();
    }
    if (this.#position === this.size && !this.#endSent) {
      this.#endSent = true;
      this.tell({ type: 'end', sha256: this.#source.fingerprint.digest() });
      this.#checkAllThere();
    } else void this.#read(this.#source.file);
  }

  /** Reads ahead, one slice at a time. */
  async #read(file: Blob): Promise<void> {
    if (this.#reading || this.#slices.length >= slicesAhead || this.#readTo >= this.size) return;
    this.#reading = true;
    const run = this.#run;
    const start = this.#readTo;
    const end = Math.min(start + sliceBytes, this.size);
    try {
      const bytes = new Uint8Array(await file.slice(start, end).arrayBuffer());
      if (bytes.length !== end - start) throw new RangeError('The file became shorter.');
      if (run === this.#run && !this.ended) {
        this.#slices.push({ start, bytes });
        this.#readTo = end;
      }
    } catch (cause) {
      this.fail('unreadable', 'The file could not be read: it may have been changed or moved.', cause);
    } finally {
      this.#reading = false;
    }
    this.#pump();
  }
}
