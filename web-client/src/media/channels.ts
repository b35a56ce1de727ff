/** The data channels of a room, opened again on each new peer connection (docs/protocol.md, "Data channels"). */
import { RtcError } from '../core/errors';
import type { ServerMessageOf } from '../core/protocol';
import type { ChannelOptions, ChannelPlan } from './channel';
import { RoomChannel } from './channel';

/** Of labels; the server closes channels with longer ones. */
const maxLabelLength = 1024;

const maxMessageSizeWithoutWord = 65_536;

/** Closed channels that are remembered for the server's word on why. */
const maxClosed = 64;

export class Channels {
  readonly #onOpened: (channel: RoomChannel) => void;
  readonly #channels = new Set<RoomChannel>();
  #closed: RoomChannel[] = [];
  #connection: RTCPeerConnection | undefined;

  /** `onOpened` is told of the addressed channels that others open to us. */
  constructor(onOpened: (channel: RoomChannel) => void) {
    this.#onOpened = onOpened;
  }

  /** Opens every channel on this connection. Called before its first offer, which then has the line for data. */
  attach(connection: RTCPeerConnection): void {
    this.#connection = connection;
    this.#closed = [];
    connection.ondatachannel = ({ channel }) => this.#take(channel);
    for (const channel of [...this.#channels]) channel.connect(connection);
  }

  open(label: string, options: ChannelOptions = {}): RoomChannel {
    if (label.startsWith('parley.')) throw new RtcError('reserved-label', `${label} belongs to the server.`);
    if (label.includes('@')) throw new RtcError('reserved-label', 'A label has no @: use the option `to`.');
    return this.openPlanned(planOf(label, options));
  }

  /** Also for labels that the server serves. */
  openPlanned(plan: ChannelPlan): RoomChannel {
    const channel = new RoomChannel(plan, () => this.#forget(channel));
    this.#channels.add(channel);
    if (this.#connection) channel.connect(this.#connection);
    return channel;
  }

  /** The largest message that the server takes. */
  get maxMessageSize(): number {
    return this.#connection?.sctp?.maxMessageSize || maxMessageSizeWithoutWord;
  }

  onClosedByServer(message: ServerMessageOf<'channel-closed'>): void {
    for (const channel of [...this.#channels, ...this.#closed])
      if (channel.id === message.channel && isLabel(message.label, channel.wireLabel))
        channel.onFault(new RtcError(codeOf(message.code), message.message));
  }

  close(): void {
    for (const channel of [...this.#channels]) channel.close();
    if (this.#connection) this.#connection.ondatachannel = null;
  }

  #forget(channel: RoomChannel): void {
    if (this.#channels.delete(channel)) this.#closed = [...this.#closed, channel].slice(-maxClosed);
  }

  #take(native: RTCDataChannel): void {
    const at = native.label.lastIndexOf('@');
    if (at < 0) {
      // Only addressed channels are opened by the server.
      native.close();
      return;
    }
    const channel = new RoomChannel(
      {
        label: native.label.slice(0, at),
        participant: native.label.slice(at + 1),
        init: { protocol: native.protocol },
      },
      () => this.#forget(channel),
    );
    this.#channels.add(channel);
    channel.adopt(native);
    this.#onOpened(channel);
  }
}

function planOf(label: string, options: ChannelOptions): ChannelPlan {
  const { to, identify, protocol = '', ordered, maxRetransmits, maxPacketLifeTime, priority } = options;
  return {
    label,
    participant: to,
    init: {
      protocol: identify ? `${protocol}+from` : protocol,
      ...(ordered === undefined ? {} : { ordered }),
      ...(maxRetransmits === undefined ? {} : { maxRetransmits }),
      ...(maxPacketLifeTime === undefined ? {} : { maxPacketLifeTime }),
      // Of webrtc-priority; browsers that do not know it ignore it.
      ...(priority === undefined ? {} : { priority }),
    },
  };
}

/** The server cuts the labels that were too long for it. */
function isLabel(told: string, label: string): boolean {
  return told === label || (label.length > maxLabelLength && told !== '' && label.startsWith(told));
}

function codeOf(code: string) {
  switch (code) {
    case 'too-slow':
    case 'forbidden':
    case 'reserved-label':
      return code;
    case 'too-many':
      return 'too-many-channels';
    case 'too-long':
      return 'label-too-long';
    case 'unknown-address':
      return 'unknown-participant';
    case 'unreachable':
      return 'no-data-channel';
    default:
      return 'internal';
  }
}
