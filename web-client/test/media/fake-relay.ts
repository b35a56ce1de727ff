/** A server that carries addressed channels between participants, in memory and with a little delay. */
import type { LeaveReason } from '../../src/core/protocol';
import type { RoomChannel } from '../../src/media/channel';
import { Channels } from '../../src/media/channels';
import { Files } from '../../src/media/files';
import { FakeConnection, FakeDataChannel } from './fake-webrtc';

export class Participant {
  data = true;
  connection = new FakeConnection({});
  readonly channels: Channels;
  readonly files: Files;
  /** Channels that others opened and that are not for files. */
  readonly opened: RoomChannel[] = [];

  constructor(
    readonly relay: FakeRelay,
    public id: string,
    readonly name: string,
  ) {
    this.channels = new Channels((channel) => {
      if (!this.files.onChannel(channel)) this.opened.push(channel);
    });
    this.files = new Files({
      self: () => this.id,
      participants: () => relay.othersOf(this),
      open: (to) => this.channels.open('file', { to, protocol: 'parley.file.v1', priority: 'low' }),
      maxMessageSize: () => this.channels.maxMessageSize,
    });
    this.connect();
  }

  connect(): void {
    this.connection = new FakeConnection({});
    this.connection.associate();
    this.connection.onChannel = (channel) => this.relay.onOpened(this, channel);
    this.channels.attach(this.connection as unknown as RTCPeerConnection);
  }
}

export class FakeRelay {
  readonly participants: Participant[] = [];
  /** Looks at what passes, and may drop or change it. */
  intercept: ((from: Participant, data: string | Uint8Array) => string | Uint8Array | undefined) | undefined;
  carried = 0;
  delayMs = 1;

  join(id: string, name: string): Participant {
    const participant = new Participant(this, id, name);
    this.participants.push(participant);
    this.announce();
    return participant;
  }

  *othersOf(one: Participant): Generator<{ id: string; name: string; data: boolean }> {
    for (const { id, name, data } of this.participants)
      if (id !== one.id && this.participants.includes(one)) yield { id, name, data };
  }

  /** Everybody hears who is there. */
  announce(): void {
    for (const { files } of this.participants) files.onParticipants();
  }

  leave(one: Participant, reason: LeaveReason): void {
    this.participants.splice(this.participants.indexOf(one), 1);
    this.lose(one);
    for (const { files } of this.participants) files.onLeft(one, reason);
    this.announce();
  }

  /** Joins again under another id. */
  rejoin(one: Participant, id: string): void {
    one.id = id;
    one.data = true;
    this.participants.push(one);
    one.connect();
    this.announce();
    one.files.onParticipants();
  }

  /** The association of a participant is gone: the other ends of its channels are closed. */
  lose(one: Participant): void {
    one.data = false;
    for (const channel of one.connection.channels) {
      channel.onSend = undefined;
      channel.onCloseHere?.();
      channel.onCloseHere = undefined;
    }
    this.announce();
  }

  /** With a new peer connection. */
  reconnect(one: Participant): void {
    one.connect();
    one.data = true;
    this.announce();
  }

  onOpened(from: Participant, channel: FakeDataChannel): void {
    setTimeout(() => {
      const [label, address] = channel.label.split('@');
      const to = this.participants.find(({ id }) => id === address);
      if (!to?.data || !this.participants.includes(from)) {
        channel.open();
        channel.end();
        return;
      }
      const far = new FakeDataChannel(`${label}@${from.id}`, { protocol: channel.protocol }, 0);
      to.connection.channels.push(far);
      this.#tie(from, channel, far);
      this.#tie(to, far, channel);
      far.readyState = 'open';
      to.connection.ondatachannel?.({ channel: far });
      channel.open();
    }, 1);
  }

  #tie(from: Participant, near: FakeDataChannel, far: FakeDataChannel): void {
    near.onSend = (data) => {
      setTimeout(() => {
        near.drain(data.length);
        const passed = this.intercept ? this.intercept(from, data) : data;
        if (passed === undefined) return;
        this.carried += passed.length;
        far.receive(passed);
      }, this.delayMs);
    };
    near.onCloseHere = () => setTimeout(() => far.end(), 1);
  }
}

/** A file whose bytes are computed; it is read at once, and remembers what was read. */
export class TestFile {
  readonly size: number;
  readonly type: string;
  readonly reads: [number, number][] = [];
  broken = false;

  constructor(size: number, type = 'image/png') {
    this.size = size;
    this.type = type;
  }

  /** Not the same in any two slices. */
  static bytes(start: number, end: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(end - start);
    for (let i = 0; i < bytes.length; i++) bytes[i] = (((start + i) * 31) >> 3) ^ ((start + i) >> 14);
    return bytes;
  }

  slice(start: number, end: number): { arrayBuffer: () => Promise<ArrayBuffer> } {
    this.reads.push([start, end]);
    return {
      arrayBuffer: async () => {
        if (this.broken) throw new DOMException('changed', 'NotReadableError');
        return TestFile.bytes(start, end).buffer;
      },
    };
  }

  get blob(): Blob {
    return this as unknown as Blob;
  }
}
