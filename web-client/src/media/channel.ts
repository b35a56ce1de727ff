/** One data channel to the room, to one participant, or to the server. */
import { RtcError } from '../core/errors';
import { Emitter } from '../core/events';
import { senderOf } from '../core/identified';

export type ChannelState = 'connecting' | 'open' | 'closed';

export interface ChannelOptions {
  /** True unless said otherwise. */
  readonly ordered?: boolean | undefined;
  readonly maxRetransmits?: number | undefined;
  readonly maxPacketLifeTime?: number | undefined;
  readonly protocol?: string | undefined;
  /** Where the browser knows priorities. */
  readonly priority?: RTCPriorityType | undefined;
  /** A pipe to this participant alone. */
  readonly to?: string | undefined;
  /** Messages of a broadcast channel come with the id of who sent them. */
  readonly identify?: boolean | undefined;
}

export interface ChannelMessage {
  readonly data: string | ArrayBuffer;
  /** Who sent it: of addressed channels, and of those opened with `identify`. */
  readonly from?: string | undefined;
}

export interface ChannelEvents {
  message: ChannelMessage;
  state: ChannelState;
  /** `bufferedAmount` fell to the threshold. */
  'buffered-low': undefined;
  /** Why the server closed the channel, or drops what is sent on it. */
  error: RtcError;
}

export type ChannelData = string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob;

/** @internal How a channel is opened. */
export interface ChannelPlan {
  readonly label: string;
  readonly participant?: string | undefined;
  readonly init: RTCDataChannelInit;
  /** Opened on each connection, whoever closed it on the last. */
  readonly lasting?: boolean | undefined;
}

/**
 * `connecting` until the connection is up, and again while it is replaced; `closed` is the end: we closed it, the
 * server or the participant at the other end did.
 */
export class RoomChannel extends Emitter<ChannelEvents> {
  /** Without the address. */
  readonly label: string;
  /** The id of the participant at the other end of an addressed channel. */
  readonly participant: string | undefined;
  readonly #init: RTCDataChannelInit;
  readonly #lasting: boolean;
  readonly #onEnd: () => void;
  /** Another participant opened it: then opening it again is up to that one. */
  #adopted = false;
  #state: ChannelState = 'connecting';
  #native: RTCDataChannel | undefined;
  #threshold = 0;
  /** Blobs are read before they are sent, and what follows waits for them. */
  #queue: Promise<void> | undefined;
  #queued = 0;

  /** @internal Use `room.openChannel`. */
  constructor(plan: ChannelPlan, onEnd: () => void) {
    super();
    this.label = plan.label;
    this.participant = plan.participant;
    this.#init = plan.init;
    this.#lasting = plan.lasting ?? false;
    this.#onEnd = onEnd;
  }

  get protocol(): string {
    return this.#init.protocol ?? '';
  }

  get state(): ChannelState {
    return this.#state;
  }

  get bufferedAmount(): number {
    return (this.#native?.bufferedAmount ?? 0) + this.#queued;
  }

  get bufferedAmountLowThreshold(): number {
    return this.#threshold;
  }

  set bufferedAmountLowThreshold(bytes: number) {
    this.#threshold = bytes;
    if (this.#native) this.#native.bufferedAmountLowThreshold = bytes;
  }

  /** Throws an RtcError unless the channel is open. */
  send(data: ChannelData): void {
    const native = this.#native;
    if (this.#state !== 'open' || native?.readyState !== 'open')
      throw new RtcError('no-data-channel', `The channel ${this.label} is not open.`);
    if (!this.#queue && !(data instanceof Blob)) {
      write(native, data);
      return;
    }
    const size = data instanceof Blob ? data.size : 0;
    this.#queued += size;
    const queue = (this.#queue ?? Promise.resolve())
      .then(async () => {
        const ready = data instanceof Blob ? await data.arrayBuffer() : data;
        if (native.readyState === 'open') write(native, ready);
      })
      .catch((cause: unknown) =>
        this.emit('error', new RtcError('file-unreadable', 'A blob could not be sent.', { cause })),
      )
      .finally(() => {
        this.#queued -= size;
        if (this.#queue === queue) this.#queue = undefined;
      });
    this.#queue = queue;
  }

  close(): void {
    const native = this.#release();
    this.#end();
    native?.close();
  }

  /** @internal With the address. */
  get wireLabel(): string {
    return this.participant === undefined ? this.label : `${this.label}@${this.participant}`;
  }

  /** @internal The number of its stream now. */
  get id(): number | null | undefined {
    return this.#native?.id;
  }

  /** @internal Opens it on a new connection. */
  connect(connection: RTCPeerConnection): void {
    this.#release();
    if (this.#adopted) {
      this.#end();
      return;
    }
    this.#setState('connecting');
    try {
      this.#bind(
        connection.createDataChannel(this.wireLabel, this.#init),
        () => connection.sctp?.state === 'connected',
      );
    } catch (cause) {
      // Closed meanwhile, no stream left, or options that the browser does not take.
      this.emit('error', new RtcError('no-data-channel', `${this.label} could not be opened.`, { cause }));
    }
  }

  /** @internal Another participant opened it. */
  adopt(native: RTCDataChannel): void {
    this.#adopted = true;
    this.#bind(native, () => true);
    if (native.readyState === 'open') this.#setState('open');
  }

  /** @internal */
  onFault(error: RtcError): void {
    this.emit('error', error);
  }

  #bind(native: RTCDataChannel, associated: () => boolean): void {
    let failed = false;
    native.binaryType = 'arraybuffer';
    native.bufferedAmountLowThreshold = this.#threshold;
    native.onopen = () => this.#setState('open');
    native.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => this.#onData(data);
    native.onbufferedamountlow = () => this.emit('buffered-low', undefined);
    native.onerror = () => {
      // A channel that the other side closes has no error: the association broke.
      failed = true;
    };
    native.onclose = () => {
      // The native channel stays, for its number: the server's word on why it closed the channel may come later.
      if (this.#adopted || (!this.#lasting && !failed && associated())) this.#end();
      // The association broke, or the server has no data channels: the next connection may do better.
      else this.#setState('connecting');
    };
    this.#native = native;
  }

  #onData(data: string | ArrayBuffer): void {
    if (this.participant !== undefined) this.emit('message', { data, from: this.participant });
    else if (this.protocol.endsWith('+from')) {
      const message = senderOf(data);
      if (message) this.emit('message', message);
    } else this.emit('message', { data });
  }

  #release(): RTCDataChannel | undefined {
    const native = this.#native;
    this.#native = undefined;
    if (native) {
      native.onopen = native.onmessage = native.onclose = native.onerror = null;
      native.onbufferedamountlow = null;
    }
    return native;
  }

  #end(): void {
    this.#onEnd();
    this.#setState('closed');
  }

  #setState(state: ChannelState): void {
    if (this.#state === state || this.#state === 'closed') return;
    this.#state = state;
    this.emit('state', state);
  }
}

/** `send` has an overload for each type. */
function write(native: RTCDataChannel, data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>): void {
  if (typeof data === 'string') native.send(data);
  else if (data instanceof ArrayBuffer) native.send(data);
  else native.send(data);
}
