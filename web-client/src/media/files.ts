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
import { OutgoingFile, type SenderHost, type Source } from './outgoing-file';
import { randomId } from './random-id';
import { proofOf, reunite } from './reunion';
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
  /** Our own id. */
  readonly self: () => string;
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
  readonly id: string;
  participant: Partner;
  readonly farewell: FileMessage;
  /** Who has the name now and does not know the transfer. */
  stranger?: string;
}

export class Files extends Emitter<FileEvents> {
  readonly #host: FilesHost;
  readonly #desk: OfferDesk;
  #transfers: readonly FileTransfer[] = [];
  readonly #untold = new Map<string, Untold>();
  /** Transfers of which somebody is asked whether they know them, and how to take that back. */
  readonly #reunions = new Map<string, () => void>();
  readonly #senderHost: SenderHost = {
    self: () => this.#host.self(),
    changed: (transfer) => this.#onChanged(transfer),
    untold: (transfer, farewell) => this.#remember(transfer, farewell),
    windowOf: (transfer) => this.#windowOf(transfer),
    chunkBytes: () => Math.min(maxChunkBytes, this.#host.maxMessageSize()),
    reconnect: (transfer) => {
      const after = backoffMs(transfer.attempts++, Math.random, retryMs.first, retryMs.most);
      transfer.retry.start(after, () => this.#connect(transfer));
    },
    reunite: (transfer) => this.#connect(transfer),
  };

  /** @internal Use `room.files`. */
  constructor(host: FilesHost) {
    super();
    this.#host = host;
    this.#desk = new OfferDesk({
      onOffer: (offer, channel) => this.#onOffer(offer, channel),
      onAgain: (proof, channel) => this.#onAgain(proof, channel),
      onCancelled: (id, from) => this.#onCancelled(id, from),
    });
  }

  /** Newest last; ended ones stay until they are removed, or there are too many of them. */
  get transfers(): readonly Transfer[] {
    return this.#transfers;
  }

  /** Offers a file; one transfer for each receiver, none when nobody can receive. */
  send(file: Blob, { to, name }: SendFileOptions = {}): Transfer[] {
    const offer = {
      name: offeredName(name ?? (file instanceof File ? file.name : '')),
      size: file.size,
      mime: mimeOf(file.type),
    };
    const source = { file, fingerprint: new Fingerprint() };
    const receivers = [...this.#host.participants()].filter(({ id, data }) =>
      to === undefined ? data : id === to,
    );
    return receivers.map((receiver) => this.#begin(offer, receiver, source));
  }

  /** Offers the file to the `stranger` from the beginning; the transfer itself is cancelled and forgotten. */
  offerAnew(transfer: Transfer): Transfer | undefined {
    const known = this.#transfers.find((candidate) => candidate === transfer);
    if (!(known instanceof OutgoingFile) || !known.source || !known.stranger) return undefined;
    const anew = this.#begin(known, known.stranger, known.source);
    this.remove(known);
    return anew;
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
      const present = transfer.ended ? undefined : this.#byId(transfer.participant.id);
      if (present) transfer.onPresent(present);
      if (!(transfer instanceof OutgoingFile)) continue;
      if (transfer.stranger && !this.#byId(transfer.stranger.id)) transfer.onStranger(undefined);
      if (!transfer.retry.running) this.#connect(transfer);
    }
    for (const untold of [...this.#untold.values()]) if (untold.direction === 'out') this.#tellLate(untold);
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
    for (const stop of this.#reunions.values()) stop();
    this.#reunions.clear();
    for (const transfer of this.#transfers) transfer.onRoomClosed(error);
    this.#untold.clear();
    this.#desk.close();
  }

  #add(transfer: FileTransfer): void {
    const spare = this.#transfers.filter((known) => known.ended && !known.blob);
    const forgotten = new Set(spare.slice(0, Math.max(0, spare.length - maxEnded + 1)));
    this.#transfers = [...this.#transfers.filter((known) => !forgotten.has(known)), transfer];
  }

  #begin(
    { name, size, mime }: Omit<FileOffer, 'id'>,
    { id, name: partner }: Partner,
    source: Source,
  ): OutgoingFile {
    const offer = { id: randomId(), name, size, mime };
    const transfer = new OutgoingFile(offer, { id, name: partner }, this.#senderHost, source);
    this.#add(transfer);
    this.#connect(transfer);
    return transfer;
  }

  #connect(transfer: OutgoingFile): void {
    if (transfer.ended || transfer.connected || this.#reunions.has(transfer.id)) return;
    const present = this.#find(transfer.participant);
    if (!present?.data || present.id === transfer.stranger?.id) {
      transfer.awaitChannel();
      return;
    }
    const unanswered = this.#outgoingTo(present.name).filter(
      (other) => other.unanswered || this.#reunions.has(other.id),
    );
    if (transfer.state === 'offered' && unanswered.length >= maxUnanswered) return;
    if (present.id === transfer.participant.id && transfer.introduced) {
      transfer.onPresent(present);
      transfer.connect(this.#host.open(present.id));
    } else {
      transfer.awaitChannel();
      this.#reunite(transfer, present, {
        onKnown: (channel) => (transfer.ended ? channel.close() : transfer.connectKnown(channel)),
        onStranger: () => transfer.onStranger(present),
        onLost: () => !transfer.ended && this.#senderHost.reconnect(transfer),
      });
    }
  }

  /** Finds out whether `present` is who the transfer is with; then everything goes on that was with that one. */
  #reunite(
    transfer: { readonly id: string; readonly participant: Partner },
    { id: receiver, name }: Partner,
    on: { onKnown: (channel: RoomChannel) => void; onStranger: () => void; onLost: () => void },
  ): void {
    const channel = this.#host.open(receiver);
    const ends = () => ({ sender: this.#host.self(), receiver });
    const over = () => this.#reunions.delete(transfer.id);
    const stop = reunite(channel, transfer.id, ends, {
      onKnown: () => {
        over();
        const before = transfer.participant.id;
        this.#isNow(before, { id: receiver, name });
        for (const other of this.#outgoingTo(name))
          if (other.participant.id === receiver) other.onIntroduced();
        on.onKnown(channel);
        this.onParticipants();
      },
      onStranger: () => {
        over();
        on.onStranger();
      },
      onLost: () => {
        over();
        on.onLost();
      },
    });
    this.#reunions.set(transfer.id, stop);
  }

  /** Who had this id before showed to be this participant. */
  #isNow(before: string, { id, name }: Partner): void {
    for (const transfer of this.#transfers)
      if (transfer.participant.id === before && !transfer.ended) {
        transfer.onPresent({ id, name });
        if (transfer instanceof OutgoingFile) transfer.onStranger(undefined);
      }
    for (const untold of this.#untold.values())
      if (untold.participant.id === before) untold.participant = { id, name };
  }

  #onAgain(proof: string, channel: RoomChannel): void {
    const from = this.#byId(channel.participant);
    if (!from) {
      // It tries again; by then we know who it is.
      channel.close();
      return;
    }
    const ends = { sender: from.id, receiver: this.#host.self() };
    const incoming = this.#transfers.filter((each): each is IncomingFile => each instanceof IncomingFile);
    const ended = [...this.#untold.values()].filter(({ direction }) => direction === 'in');
    const known = [...incoming.filter((each) => !each.ended), ...ended].find(
      ({ id, participant }) => participant.name === from.name && proofOf('sender', id, ends) === proof,
    );
    if (!known) {
      sayLast(channel, { type: 'unknown' });
      return;
    }
    this.#isNow(known.participant.id, from);
    const answer: FileMessage = { type: 'known', proof: proofOf('receiver', known.id, ends) };
    channel.send(JSON.stringify(answer));
    if (known instanceof IncomingFile) known.offeredAgain(false, channel);
    else sayLast(channel, known.farewell);
  }

  #onOffer(offer: FileOffer & { readonly paused?: boolean }, channel: RoomChannel): void {
    const from = this.#byId(channel.participant);
    if (!from) {
      // It tries again; by then we know who it is.
      channel.close();
      return;
    }
    const partner = { id: from.id, name: from.name };
    const known = this.#transfers.find(({ id }) => id === offer.id);
    const untold = this.#untold.get(offer.id);
    if (known instanceof IncomingFile && !known.ended && known.participant.id === from.id)
      known.offeredAgain(offer.paused ?? false, channel);
    else if (untold?.participant.id === from.id) sayLast(channel, untold.farewell);
    else if (known || untold || !this.#desk.allows(from.name, this.#openOffersOf(from.name)))
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
    if (transfer instanceof IncomingFile && transfer.participant.id === from) transfer.onCancelledLate();
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
    this.#untold.set(id, { id, direction, participant, farewell });
  }

  /** Says the last word to who did not hear it, once that one is there and known to be the same. */
  #tellLate(untold: Untold): void {
    if (this.#reunions.has(untold.id)) return;
    const present = this.#find(untold.participant);
    if (!present?.data || present.id === untold.stranger) return;
    const onKnown = (channel: RoomChannel) => {
      this.#untold.delete(untold.id);
      sayLast(channel, untold.farewell);
    };
    this.#reunite(untold, present, {
      onKnown,
      onStranger: () => {
        untold.stranger = present.id;
      },
      onLost: () => undefined,
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

  #byId(id: string | undefined): (Partner & { readonly data: boolean }) | undefined {
    return [...this.#host.participants()].find((participant) => participant.id === id);
  }
}
