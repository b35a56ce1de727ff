/** A file that somebody offers: accepted, put together, verified. */
import type { FileMessage, FileOffer } from '../core/file-messages';
import type { RoomChannel } from './channel';
import { FileTransfer, type Partner, type TransferHost } from './file-transfer';
import { Fingerprint } from './fingerprint';

/** So many bytes lie in memory; browsers put blobs on disk. */
const partBytes = 1024 * 1024;
/** The sender hears how far it came at least so often (docs/files.md). */
const acknowledgeBytes = 128 * 1024;
/** What another participant says a file is must not decide what a browser does with it. */
const savedType = 'application/octet-stream';

export class IncomingFile extends FileTransfer {
  readonly direction = 'in';
  readonly #fingerprint = new Fingerprint();
  #parts: Blob[] = [];
  #pending: Uint8Array<ArrayBuffer>[] = [];
  #pendingBytes = 0;
  #received = 0;
  #acknowledged = 0;
  #heldBack: boolean;
  #blob: Blob | undefined;

  constructor(
    offer: FileOffer & { readonly paused?: boolean },
    participant: Partner,
    host: TransferHost,
    channel: RoomChannel,
  ) {
    super(offer, participant, host);
    this.#heldBack = offer.paused ?? false;
    this.use(channel);
  }

  override get blob(): Blob | undefined {
    return this.#blob;
  }

  override accept(): void {
    if (this.ended || this.phase !== 'offered') return;
    this.phase = 'moving';
    if (this.channel?.state === 'open') this.onOpen();
    this.host.changed(this);
  }

  override decline(): void {
    if (this.phase === 'offered') this.finish('declined', undefined, { type: 'decline', reason: 'declined' });
    else this.cancel();
  }

  /** The same transfer is offered again, after an interruption. */
  offeredAgain(paused: boolean, channel: RoomChannel): void {
    this.#heldBack = paused;
    this.use(channel);
    this.host.changed(this);
  }

  /** It was cancelled while there was no channel to say so. */
  onCancelledLate(): void {
    this.finish('cancelled');
  }

  protected onOpen(): void {
    if (this.phase === 'offered') return;
    this.#acknowledged = this.#received;
    this.begin(this.#received, this.#heldBack);
    this.tell({ type: 'accept', offset: this.#received, paused: this.pausedBy === 'us' });
  }

  protected onChunk(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.phase !== 'moving' || !this.ready) this.violated('bytes before they were accepted');
    else if (bytes.length > this.size - this.#received) this.violated('more bytes than it offered');
    else this.#take(bytes);
  }

  protected onOwnMessage(message: FileMessage): void {
    if (message.type === 'end' && this.phase === 'moving' && this.ready) this.#verify(message.sha256);
    else this.violated(`${message.type} out of turn`);
  }

  protected onChannelLost(): void {
    // The sender opens the next channel.
  }

  protected onBufferedLow(): void {
    // Only acknowledgements are sent.
  }

  protected release(): void {
    this.#parts = [];
    this.#pending = [];
  }

  #take(bytes: Uint8Array<ArrayBuffer>): void {
    this.#fingerprint.pass(this.#received, bytes);
    this.#received += bytes.length;
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (this.#pendingBytes >= partBytes) this.#spill();
    if (this.#received - this.#acknowledged >= acknowledgeBytes || this.#received === this.size) {
      this.#acknowledged = this.#received;
      this.tell({ type: 'received', offset: this.#received });
    }
    this.advance(this.#received);
  }

  #spill(): void {
    this.#parts.push(new Blob(this.#pending));
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  #verify(sha256: string): void {
    this.phase = 'verifying';
    if (this.#received !== this.size) this.fail('damaged', `${this.#received} bytes came of ${this.size}.`);
    else if (this.#fingerprint.digest() !== sha256)
      this.fail('damaged', 'The SHA-256 of what came is not that of what was sent.');
    else {
      this.#spill();
      this.#blob = new Blob(this.#parts, { type: savedType });
      this.finish('done', undefined, { type: 'done' });
    }
  }
}
