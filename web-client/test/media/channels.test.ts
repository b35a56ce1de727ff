import { beforeEach, describe, expect, it } from 'vitest';
import type { RtcError } from '../../src/core/errors';
import type { RoomChannel } from '../../src/media/channel';
import { Channels } from '../../src/media/channels';
import { FakeConnection, installFakes } from './fake-webrtc';

let opened: RoomChannel[];
let channels: Channels;

const connect = (): FakeConnection => {
  const connection = new FakeConnection({});
  channels.attach(connection as unknown as RTCPeerConnection);
  return connection;
};
const statesOf = (channel: RoomChannel) => {
  const states: string[] = [];
  channel.on('state', (state) => states.push(state));
  return states;
};

beforeEach(() => {
  installFakes();
  opened = [];
  channels = new Channels((channel) => opened.push(channel));
});

describe('channels', () => {
  it('are opened with what was asked for, before there is a connection and after', () => {
    channels.open('game', { ordered: false, maxRetransmits: 0, protocol: 'v1', priority: 'high' });
    const connection = connect();
    channels.open('chat', { maxPacketLifeTime: 100, identify: true });
    channels.open('pipe', { to: 'p1' });
    expect(connection.channels.map(({ label, init }) => [label, init])).toEqual([
      ['game', { protocol: 'v1', ordered: false, maxRetransmits: 0, priority: 'high' }],
      ['chat', { protocol: '+from', maxPacketLifeTime: 100 }],
      ['pipe@p1', { protocol: '' }],
    ]);
  });

  it('are open when the browser says so, and carry strings, binaries and views', () => {
    const channel = channels.open('game');
    const states = statesOf(channel);
    expect(() => channel.send('early')).toThrow(expect.objectContaining({ code: 'no-data-channel' }));
    const native = connect().channel('game');
    native.open();
    channel.send('hello');
    channel.send(new Uint8Array([1, 2]).buffer);
    channel.send(new Uint8Array([3, 4, 5]).subarray(1));
    expect(native.sent).toEqual(['hello', new Uint8Array([1, 2]), new Uint8Array([4, 5])]);
    expect(native.binaryType).toBe('arraybuffer');
    expect([channel.state, channel.bufferedAmount, states]).toEqual(['open', 9, ['open']]);
  });

  it('keep the order of blobs and what follows them', async () => {
    const channel = channels.open('game');
    const native = connect().channel('game');
    native.open();
    channel.send(new Blob(['blob']));
    channel.send('after');
    expect(channel.bufferedAmount).toBe(4);
    await expect.poll(() => native.sent.length).toBe(2);
    expect(native.sent).toEqual([new TextEncoder().encode('blob'), 'after']);
    channel.send('at once');
    expect(native.sent.length).toBe(3);
  });

  it('are opened again on the next connection, and forget the last one', () => {
    const channel = channels.open('game');
    const states = statesOf(channel);
    const messages: unknown[] = [];
    channel.on('message', ({ data }) => messages.push(data));
    const first = connect().channel('game');
    first.open();
    const second = connect().channel('game');
    expect(channel.state).toBe('connecting');
    second.open();
    second.receive('new');
    first.receive('old');
    first.end();
    expect(messages).toEqual(['new']);
    expect(states).toEqual(['open', 'connecting', 'open']);
  });

  it('wait for the next connection when the association breaks, or there was none', () => {
    const channel = channels.open('game');
    // The server answered the line with port 0.
    connect().channel('game').end();
    expect(channel.state).toBe('connecting');
    const connection = connect();
    connection.associate();
    connection.channel('game').end(true);
    expect(channel.state).toBe('connecting');
    connect().associate();
    expect(channel.state).toBe('open');
  });

  it('end when the other side closes them, and tell why when the server says', () => {
    const channel = channels.open('game');
    const errors: RtcError[] = [];
    channel.on('error', (error) => errors.push(error));
    const connection = connect();
    connection.associate();
    const { id } = connection.channel('game');
    connection.channel('game').end();
    expect(channel.state).toBe('closed');
    const closed = { type: 'channel-closed' as const, seq: 2, message: 'Too slow.' };
    channels.onClosedByServer({ ...closed, channel: id, label: 'game', code: 'too-slow' });
    channels.onClosedByServer({ ...closed, channel: id + 2, label: 'game', code: 'too-slow' });
    channels.onClosedByServer({ ...closed, channel: id, label: 'other', code: 'too-slow' });
    expect(errors.map(({ code, message }) => [code, message])).toEqual([['too-slow', 'Too slow.']]);
    expect(connect().channels).toEqual([]);
  });

  it.each([
    ['unknown-address', 'unknown-participant'],
    ['unreachable', 'no-data-channel'],
    ['forbidden', 'forbidden'],
    ['reserved-label', 'reserved-label'],
    ['too-many', 'too-many-channels'],
    ['too-long', 'label-too-long'],
    ['of-a-newer-server', 'internal'],
  ])('say %s as %s, before they close', (code, expected) => {
    const channel = channels.open('game', { to: 'p1' });
    const errors: string[] = [];
    channel.on('error', (error) => errors.push(error.code));
    const { id, label } = connect().channel('game@p1');
    channels.onClosedByServer({ type: 'channel-closed', seq: 2, channel: id, label, code, message: '' });
    expect(errors).toEqual([expected]);
  });

  it('know their label although the server cuts it', () => {
    const label = 'x'.repeat(1025);
    const channel = channels.open(label);
    const errors: string[] = [];
    channel.on('error', (error) => errors.push(error.code));
    const { id } = connect().channel(label);
    const closed = { type: 'channel-closed' as const, seq: 2, channel: id, code: 'too-long', message: '' };
    channels.onClosedByServer({ ...closed, label: 'y'.repeat(1024) });
    expect(errors).toEqual([]);
    channels.onClosedByServer({ ...closed, label: 'x'.repeat(1024) });
    expect(errors).toEqual(['label-too-long']);
  });

  it('are not opened again once they were closed here', () => {
    const channel = channels.open('game');
    const native = connect().channel('game');
    native.open();
    channel.close();
    expect([channel.state, native.readyState]).toEqual(['closed', 'closed']);
    expect(connect().channels).toEqual([]);
  });

  it('name who sent a message when that was asked for', () => {
    const messages: unknown[] = [];
    const channel = channels.open('game', { identify: true, protocol: 'v1' });
    channel.on('message', (message) => messages.push(message));
    const native = connect().channel('game');
    expect(native.protocol).toBe('v1+from');
    native.open();
    native.receive('p1\nhello');
    native.receive('nobody said this');
    native.receive(Uint8Array.from([2, 0x70, 0x31, 9]));
    expect(messages).toEqual([
      { from: 'p1', data: 'hello' },
      { from: 'p1', data: Uint8Array.from([9]).buffer },
    ]);
  });

  it('that others open to us carry their id, and end with their connection', () => {
    const connection = connect();
    const native = connection.offerChannel('pipe@of@p1', 'v1');
    native.open();
    const [channel] = opened;
    expect(channel).toMatchObject({ label: 'pipe@of', participant: 'p1', protocol: 'v1', state: 'open' });
    const messages: unknown[] = [];
    channel?.on('message', (message) => messages.push(message));
    native.receive('hello');
    channel?.send('back');
    expect(messages).toEqual([{ from: 'p1', data: 'hello' }]);
    expect(native.sent).toEqual(['back']);
    expect(connect().channels).toEqual([]);
    expect(channel?.state).toBe('closed');
  });

  it('that the server opens without an address are closed', () => {
    expect(connect().offerChannel('odd', '').readyState).toBe('closed');
    expect(opened).toEqual([]);
  });

  it('have no labels of the server', () => {
    for (const label of ['parley.chat', 'parley.x', 'a@b'])
      expect(() => channels.open(label)).toThrow(expect.objectContaining({ code: 'reserved-label' }));
  });

  it('say when the buffer ran low', () => {
    const channel = channels.open('game');
    channel.bufferedAmountLowThreshold = 3;
    let low = 0;
    channel.on('buffered-low', () => low++);
    const native = connect().channel('game');
    native.open();
    channel.send('12345');
    native.drain(1);
    expect(low).toBe(0);
    native.drain(1);
    expect([low, channel.bufferedAmount]).toEqual([1, 3]);
  });

  it('survive a browser that opens none', () => {
    const connection = new FakeConnection({});
    connection.createDataChannel = () => {
      throw new DOMException('no', 'OperationError');
    };
    const channel = channels.open('game');
    const errors: string[] = [];
    channel.on('error', ({ code }) => errors.push(code));
    channels.attach(connection as unknown as RTCPeerConnection);
    expect([errors, channel.state]).toEqual([['no-data-channel'], 'connecting']);
  });
});
