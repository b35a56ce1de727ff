/** Files from participant to participant, over addressed data channels (docs/files.md). */
import { backoffMs } from '../core/backoff';
import type { RtcError } from '../core/errors';
import { Emitter } from '../core/events';
import type { FileMessage, FileOffer } from '../core/file-messages';
import { fileLabel, fileProtocol, mimeOf, offeredName } from '../core/file-messages';
import type { LeaveReason } from '../core/protocol';
import type { RoomChannel } from './channel';
import { type FileTransfer, type Partner, sayLast } from './file-transfer';
import { Fingerprint } from './fingerprint';
import { IncomingFile } from './incoming-file';
import { OfferDesk } from './offer-desk';
import { OutgoingFile, type SenderHost } from './outgoing-file';
import { randomId } from './random-id';
import type { Transfer, TransferDirection } from './transfer';

export interface FileEvents {
  /** Somebody offers a file: `accept` or `decline` it. */
  offer: Transfer;
  /** A transfer came, went, or changed (progress at most ten times a second). */
  changed: Transfer;
}

export interface SendFileOptions {
  /** One participant; everybody who is there with data channels otherwise. */
  readonly to?: string | undefined;
  /** Needed for a Blob that has no name. */
  readonly name?: string | undefined;
}

/** @internal What files need of their room. */
export interface FilesHost {
  readonly participants: () => Iterable<Partner & { readonly data: boolean }>;
  readonly open: (to: string) => RoomChannel;
  readonly maxMessageSize: () => number;
}

/** All transfers to one receiver share this, which the server's queue for the receiver can hold. */
const windowBytes = 1024 * 1024;
/** Twice what a receiver acknowledges at a time. */
const leastWindowBytes = 256 * 1024;
const maxChunkBytes = 64 * 1024;
/** Fewer than a receiver takes (docs/files.md); the rest waits for its answers. */
const maxUnanswered = 16;
const maxEnded = 200;
const retryMs = { first: 1000, most: 10_000 };

/** The last word of an ended transfer that the other side may not have heard. */
interface Untold {
  readonly direction: TransferDirection;
  readonly participant: Partner;
  readonly farewell: FileMessage;
}

export class Files extends Emitter<FileEvents> {
  readonly #host: FilesHost;
  readonly #desk: OfferDesk;
  #transfers: readonly FileTransfer[] = [];
  readonly #untold = new Map<string, Untold>();
  readonly #senderHost: SenderHost = {
    changed: (transfer) => this.#onChanged(transfer),
    untold: (transfer, farewell) => this.#remember(transfer, farewell),
    windowOf: (transfer) => this.#windowOf(transfer),
    chunkBytes: () => Math.min(maxChunkBytes, this.#host.maxMessageSize()),
    reconnect: (transfer) => {
      const after = backoffMs(transfer.attempts++, Math.random, retryMs.first, retryMs.most);
      transfer.retry.start(after, () => this.#connect(transfer));
    },
  };

  /** @internal Use `room.files`. */
  constructor(host: FilesHost) {
    super();
    this.#host = host;
    this.#desk = new OfferDesk({
      onOffer: (offer, channel) => this.#onOffer(offer, channel),
      onCancelled: (id, from) => this.#onCancelled(id, from),
    });
  }

  /** Newest last; ended ones stay until they are removed, or there are too many of them. */
  get transfers(): readonly Transfer[] {
    return this.#transfers;
  }

  /** Offers a file; one transfer for each receiver, none when nobody can receive. */
  send(file: Blob, { to, name }: SendFileOptions = {}): Transfer[] {
    const fingerprint = new Fingerprint();
    const offer = {
      name: offeredName(name ?? (file instanceof File ? file.name : '')),
      size: file.size,
      mime: mimeOf(file.type),
    };
    const receivers = [...this.#host.participants()].filter(({ id, data }) =>
      to === undefined ? data : id === to,
    );
    const transfers = receivers.map(
      ({ id, name: partner }) =>
        new OutgoingFile({ ...offer, id: randomId() }, { id, name: partner }, this.#senderHost, {
          file,
          fingerprint,
        }),
    );
    for (const transfer of transfers) {
      this.#add(transfer);
      this.#connect(transfer);
    }
    return transfers;
  }

  /** Forgets a transfer (and frees its blob); one that has not ended is cancelled. */
  remove(transfer: Transfer): void {
    const known = this.#transfers.find((candidate) => candidate === transfer);
    if (!known) return;
    if (!known.ended) known.cancel();
    this.#transfers = this.#transfers.filter((candidate) => candidate !== known);
    this.emit('changed', known);
  }

  /** @internal Takes a channel that another participant opened, if it is for files. */
  onChannel(channel: RoomChannel): boolean {
    if (channel.label !== fileLabel || channel.protocol !== fileProtocol) return false;
    this.#desk.take(channel);
    return true;
  }

  /** @internal Somebody came, or has data channels now. */
  onParticipants(): void {
    for (const transfer of this.#transfers) {
      const present = transfer.ended ? undefined : this.#find(transfer.participant);
      if (present) transfer.onPresent(present);
      if (transfer instanceof OutgoingFile && !transfer.retry.running) this.#connect(transfer);
    }
    for (const [id, { direction, participant, farewell }] of this.#untold) {
      const present = direction === 'out' ? this.#find(participant) : undefined;
      if (!present?.data) continue;
      this.#untold.delete(id);
      this.#tellLate(present.id, farewell);
    }
  }

  /** @internal `reason` is undefined when we were away ourselves. */
  onLeft(participant: Partner, reason: LeaveReason | undefined): void {
    if (reason !== 'left' && reason !== 'removed') return;
    for (const transfer of this.#transfers)
      if (transfer.participant.id === participant.id)
        transfer.onLeft(() => this.#find(transfer.participant) !== undefined);
  }

  /** @internal The room is over. */
  close(error: RtcError | undefined): void {
    for (const transfer of this.#transfers) transfer.onRoomClosed(error);
    this.#untold.clear();
    this.#desk.close();
  }

  #add(transfer: FileTransfer): void {
    const spare = this.#transfers.filter((known) => known.ended && !known.blob);
    const forgotten = new Set(spare.slice(0, Math.max(0, spare.length - maxEnded + 1)));
    this.#transfers = [...this.#transfers.filter((known) => !forgotten.has(known)), transfer];
  }

  #connect(transfer: OutgoingFile): void {
    if (transfer.ended || transfer.connected) return;
    const present = this.#find(transfer.participant);
    if (!present?.data) {
      transfer.awaitChannel();
      return;
    }
    const unanswered = this.#outgoingTo(present.name).filter((other) => other.unanswered).length;
    if (transfer.state === 'offered' && unanswered >= maxUnanswered) return;
    transfer.onPresent({ id: present.id, name: present.name });
    transfer.connect(this.#host.open(present.id));
  }

  #onOffer(offer: FileOffer & { readonly paused?: boolean }, channel: RoomChannel): void {
    const from = [...this.#host.participants()].find(({ id }) => id === channel.participant);
    if (!from) {
      // It tries again; by then we know who it is.
      channel.close();
      return;
    }
    const partner = { id: from.id, name: from.name };
    const known = this.#transfers.find(({ id }) => id === offer.id);
    const farewell = this.#untold.get(offer.id)?.farewell;
    if (known instanceof IncomingFile && !known.ended && known.participant.name === from.name)
      known.offeredAgain(offer.paused ?? false, partner, channel);
    else if (farewell) sayLast(channel, farewell);
    else if (known || !this.#desk.allows(from.name, this.#openOffersOf(from.name)))
      sayLast(channel, { type: 'decline', reason: 'too-many' });
    else {
      const transfer = new IncomingFile(offer, partner, this.#senderHost, channel);
      this.#add(transfer);
      this.emit('offer', transfer);
      this.emit('changed', transfer);
    }
  }

  #onCancelled(id: string, from: string): void {
    const transfer = this.#transfers.find((candidate) => candidate.id === id);
    if (transfer instanceof IncomingFile && transfer.participant.name === this.#nameOf(from))
      transfer.onCancelledLate();
  }

  #onChanged(transfer: FileTransfer): void {
    this.emit('changed', transfer);
    // An answer makes room for the next offer.
    if (transfer instanceof OutgoingFile && !transfer.unanswered)
      for (const other of this.#outgoingTo(transfer.participant.name))
        if (other.state === 'offered' && !other.retry.running) this.#connect(other);
  }

  #remember({ id, direction, participant }: FileTransfer, farewell: FileMessage): void {
    if (this.#untold.size >= maxEnded) this.#untold.delete(this.#untold.keys().next().value ?? '');
    this.#untold.set(id, { direction, participant, farewell });
  }

  #tellLate(to: string, farewell: FileMessage): void {
    const channel = this.#host.open(to);
    const off = channel.on('state', (state) => {
      off();
      if (state === 'open') sayLast(channel, farewell);
      else channel.close();
    });
  }

  #windowOf(transfer: OutgoingFile): number {
    const moving = this.#outgoingTo(transfer.participant.name).filter((other) => other.moving).length;
    return Math.max(leastWindowBytes, Math.floor(windowBytes / Math.max(1, moving)));
  }

  #outgoingTo(name: string): OutgoingFile[] {
    return this.#transfers.filter(
      (transfer): transfer is OutgoingFile =>
        transfer instanceof OutgoingFile && !transfer.ended && transfer.participant.name === name,
    );
  }

  #openOffersOf(name: string): number {
    return this.#transfers.filter(
      ({ direction, state, participant }) =>
        direction === 'in' && state === 'offered' && participant.name === name,
    ).length;
  }

  /** Who has this id, or else this name: who joins again has another id. */
  #find({ id, name }: Partner): (Partner & { readonly data: boolean }) | undefined {
    const all = [...this.#host.participants()];
    return (
      all.find((participant) => participant.id === id) ?? all.find((participant) => participant.name === name)
    );
  }

  #nameOf(id: string): string | undefined {
    return [...this.#host.participants()].find((participant) => participant.id === id)?.name;
  }
}
