import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatMessage, Room } from '../../src/media';
import { createClient, maxChatLength } from '../../src/media';
import { FakeServer, welcome } from '../fake-server';
import { FakeConnection, type FakeDataChannel, installFakes } from './fake-webrtc';

let server: FakeServer;
let seq: number;
let room: Room;
/** What the server's history answers; undefined keeps it silent. */
let history: Record<string, unknown>[] | undefined;
let asked: unknown[];

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const say = (message: Record<string, unknown>) => server.socket.say({ ...message, seq: ++seq });
const said = (number: number, more: Record<string, unknown> = {}) => ({
  number,
  from: 'p1',
  name: 'Grace',
  text: `message ${number}`,
  time: 1000 + number,
  ...more,
});
const channel = (): FakeDataChannel => FakeConnection.last.channel('parley.chat');
const shown = () => room.chat.messages.map(({ text, state }) => `${text}: ${state}`);
const receipt = (number: number, of: Record<string, unknown>) =>
  said(number, { from: 'me', name: 'Ada', text: of.text, clientId: of.id });

beforeEach(async () => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  installFakes();
  server = new FakeServer();
  history = [];
  asked = [];
  server.onReceive = (socket, message) => {
    if (message.type === 'join') {
      seq = 1;
      socket.say(welcome);
    } else if (message.type === 'resume') socket.say({ type: 'resumed', resumeToken: 'next', missed: 0 });
    else if (message.type === 'ping') socket.say({ type: 'pong' });
    else if (message.type === 'leave') socket.say({ type: 'left' });
    else if (message.type === 'offer') say({ type: 'answer', id: message.id, sdp: 'answer' });
    else if (message.type === 'chat-history') {
      asked.push(message.after);
      if (history) socket.say({ type: 'chat-history', id: message.id, messages: history, complete: true });
    }
  };
  const client = createClient({ url: 'ws://test/ws', openSocket: server.openSocket });
  const joining = client.join('team', { name: 'Ada' });
  await settle(1);
  room = await joining;
  await settle();
});

afterEach(async () => {
  const leaving = room.leave();
  await settle(1000);
  await leaving;
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Media and data are up. */
async function up(): Promise<void> {
  FakeConnection.last.become('connected');
  FakeConnection.last.associate();
  await settle();
}

async function dropSocket(): Promise<void> {
  server.socket.drop();
  await settle(302);
}

/** The path breaks, and neither an ICE restart nor waiting helps: a new peer connection. */
async function rebuild(): Promise<void> {
  FakeConnection.last.become('failed');
  await settle(5000);
}

describe('chat', () => {
  it('has its channel in the first offer', () => {
    expect(FakeConnection.last.channels.map(({ label }) => label)).toEqual(['parley.chat']);
    expect(FakeConnection.last.localDescription).not.toBeNull();
  });

  it('goes by the socket until the channel is open, then by the channel', async () => {
    room.chat.send('early');
    expect(server.socket.last('chat')).toMatchObject({ type: 'chat', text: 'early' });
    await up();
    room.chat.send('late', { to: 'p1' });
    const [sent] = channel().said();
    expect(sent).toEqual({ text: 'late', to: 'p1', id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(server.socket.received.filter(({ type }) => type === 'chat').length).toBe(1);
    expect(room.chat.messages[1]).toMatchObject({
      to: 'p1',
      toName: 'Grace',
      own: true,
      from: 'me',
      name: 'Ada',
    });
  });

  it('shows an own message at once, and as sent with its receipt', async () => {
    await up();
    const keys: string[] = [];
    room.chat.on('changed', () => keys.push(room.chat.messages[0]?.key ?? ''));
    room.chat.send('hello');
    expect(shown()).toEqual(['hello: sending']);
    const [sent] = channel().said();
    channel().receive(JSON.stringify(receipt(4, sent ?? {})));
    expect(shown()).toEqual(['hello: sent']);
    expect(room.chat.messages[0]).toMatchObject({ number: 4, time: 1004 });
    expect(new Set(keys).size).toBe(1);
  });

  it('tells of what others say once, whichever way it comes', async () => {
    await up();
    const heard: string[] = [];
    room.chat.on('message', ({ text, name }: ChatMessage) => heard.push(`${name}: ${text}`));
    channel().receive(JSON.stringify(said(2)));
    server.socket.say({ type: 'chat', ...said(1, { from: 'gone', name: 'Alan' }) });
    server.socket.say({ type: 'chat', ...said(2) });
    channel().receive('no JSON');
    channel().receive(JSON.stringify({ number: 'x' }));
    channel().receive(new Uint8Array([1]));
    expect(heard).toEqual(['Grace: message 2', 'Alan: message 1']);
    expect(shown()).toEqual(['message 1: sent', 'message 2: sent']);
  });

  it('asks for what was missed when the channel opens', async () => {
    history = [said(1), said(2, { to: 'me' })];
    await up();
    expect(asked).toEqual([0]);
    expect(room.chat.messages.map(({ number, to }) => [number, to])).toEqual([
      [1, undefined],
      [2, 'me'],
    ]);
  });

  it('asks again after a resume, from where nothing can be missing', async () => {
    history = [said(3)];
    await up();
    channel().receive(JSON.stringify(said(5)));
    server.socket.say({ type: 'chat', ...said(4) });
    history = [said(4), said(5), said(6)];
    await dropSocket();
    expect(asked).toEqual([0, 4]);
    expect(room.chat.messages.map(({ number }) => number)).toEqual([3, 4, 5, 6]);
  });

  it('does not take a message that came by the socket for proof that the channel lost nothing', async () => {
    await up();
    channel().receive(JSON.stringify(said(3)));
    // 4 went into the channel when it broke; the server then went on by the socket.
    server.socket.say({ type: 'chat', ...said(5) });
    history = [said(4), said(5)];
    channel().end(true);
    await settle();
    expect(asked).toEqual([0, 3]);
    expect(room.chat.messages.map(({ number }) => number)).toEqual([3, 4, 5]);
  });

  it('asks when the server takes our data channels for lost', async () => {
    await up();
    const self = { id: 'me', name: 'Ada', connection: 'connected', tracks: [] };
    say({ type: 'participant-changed', participant: { ...self, data: true } });
    expect(asked.length).toBe(1);
    say({ type: 'participant-changed', participant: { ...self, data: false } });
    expect(asked.length).toBe(2);
  });

  it('asks again in a second when it asked too often, or got no answer', async () => {
    history = undefined;
    await up();
    const { id } = server.socket.last('chat-history');
    server.socket.say({ type: 'error', id, code: 'chat-too-fast', message: '', retryable: true });
    history = [said(1)];
    await settle(1000);
    expect(asked.length).toBe(2);
    expect(shown()).toEqual(['message 1: sent']);
  });

  describe('loses and doubles nothing', () => {
    const sentBySocket = () =>
      server.sockets.flatMap((socket) => socket.received.filter((m) => m.type === 'chat'));

    it('when the socket breaks and the message had arrived', async () => {
      room.chat.send('hello');
      const [sent] = sentBySocket();
      history = [receipt(1, sent ?? {})];
      await dropSocket();
      expect(shown()).toEqual(['hello: sent']);
      expect(sentBySocket().length).toBe(1);
    });

    it('when the socket breaks and the message had not arrived', async () => {
      room.chat.send('hello');
      await dropSocket();
      expect(sentBySocket().map(({ id }) => id)).toEqual(Array(2).fill(sentBySocket()[0]?.id));
      server.socket.say({ type: 'chat', ...receipt(1, sentBySocket()[0] ?? {}) });
      expect(shown()).toEqual(['hello: sent']);
    });

    it('when a message is on its way in the channel while the socket breaks', async () => {
      await up();
      room.chat.send('hello');
      await dropSocket();
      expect(sentBySocket()).toEqual([]);
      channel().receive(JSON.stringify(receipt(1, channel().said()[0] ?? {})));
      expect(shown()).toEqual(['hello: sent']);
    });

    it('when it is written while the socket is away', async () => {
      server.socket.drop();
      room.chat.send('hello');
      await settle(302);
      expect(sentBySocket().length).toBe(1);
      expect(shown()).toEqual(['hello: sending']);
    });

    it('when the peer connection is replaced and the message had not arrived', async () => {
      await up();
      room.chat.send('hello');
      const [sent] = channel().said();
      await rebuild();
      expect(FakeConnection.all.length).toBe(2);
      expect(sentBySocket().map(({ id }) => id)).toEqual([sent?.id]);
      server.socket.say({ type: 'chat', ...receipt(1, sent ?? {}) });
      await up();
      expect(shown()).toEqual(['hello: sent']);
      expect(channel().said()).toEqual([]);
    });

    it('when the peer connection is replaced and the message had arrived', async () => {
      await up();
      room.chat.send('hello');
      history = [receipt(1, channel().said()[0] ?? {})];
      await rebuild();
      await up();
      expect(shown()).toEqual(['hello: sent']);
      expect([...sentBySocket(), ...channel().said()]).toEqual([]);
    });

    it('through an ICE restart, which leaves the channel alone', async () => {
      await up();
      room.chat.send('hello');
      FakeConnection.last.become('failed');
      await settle();
      expect(FakeConnection.last.restarts).toBe(1);
      FakeConnection.last.become('connected');
      await settle(10_000);
      expect(sentBySocket()).toEqual([]);
      channel().receive(JSON.stringify(receipt(1, channel().said()[0] ?? {})));
      expect(shown()).toEqual(['hello: sent']);
    });

    it('through a new join: what was not confirmed failed, what is written meanwhile is sent then', async () => {
      await up();
      channel().receive(JSON.stringify(said(7)));
      room.chat.send('unconfirmed');
      server.socket.say({ type: 'error', code: 'internal', message: 'Fault.', retryable: true });
      room.chat.send('meanwhile');
      expect(shown()).toEqual(['message 7: sent', 'unconfirmed: failed', 'meanwhile: sending']);
      expect(room.chat.messages[1]?.error).toMatchObject({ code: 'unreachable' });
      await settle(302);
      expect(room.state).toBe('reconnecting');
      expect(sentBySocket().map(({ text }) => text)).toEqual(['meanwhile']);
      // A new room counts from one.
      server.socket.say({ type: 'chat', ...receipt(1, sentBySocket()[0] ?? {}) });
      room.chat.retry(room.chat.messages.at(-1)?.key ?? '');
      expect(shown()).toEqual(['message 7: sent', 'meanwhile: sent', 'unconfirmed: sending']);
      expect(sentBySocket().length).toBe(2);
    });
  });

  it('fails with the words of the server', async () => {
    room.chat.send('hello');
    const { id } = server.socket.last('chat');
    const errors: unknown[] = [];
    room.on('error', (error) => errors.push(error));
    server.socket.say({ type: 'error', id, code: 'forbidden', message: 'No publishData.', retryable: false });
    expect(room.chat.messages[0]).toMatchObject({
      state: 'failed',
      error: { code: 'forbidden', message: 'No publishData.' },
    });
    expect(errors).toEqual([]);
  });

  it('goes by the socket, which answers, when the channel carries nothing for want of the right', async () => {
    await up();
    room.chat.send('first');
    say({
      type: 'channel-closed',
      channel: channel().id,
      label: 'parley.chat',
      code: 'forbidden',
      message: 'No publishData.',
    });
    expect(shown()).toEqual(['first: failed']);
    room.chat.send('second');
    expect(server.socket.last('chat')).toMatchObject({ text: 'second' });
  });

  it('stays with the socket when the server has no data channels', async () => {
    FakeConnection.last.become('connected');
    channel().end();
    await settle(60_000);
    room.chat.send('hello');
    expect(server.socket.last('chat')).toMatchObject({ text: 'hello' });
    expect(FakeConnection.all.length).toBe(1);
  });

  it('fails by itself what is too long, and what is written when the room is over', async () => {
    room.chat.send('x'.repeat(maxChatLength + 1));
    await room.leave();
    room.chat.send('late');
    expect(room.chat.messages.map(({ error }) => error?.code)).toEqual(['bad-message', 'aborted']);
  });

  it('sends no white space, and no control characters', () => {
    room.chat.send(' \n\t');
    room.chat.send('a\r\nb\u0000\tc\u0007');
    expect(shown()).toEqual(['a\nb\tc: sending']);
  });

  it('answers by name somebody who joined again', async () => {
    room.chat.send('psst', { to: 'p1' });
    const { id } = server.socket.last('chat');
    server.socket.say({ type: 'error', id, code: 'unknown-participant', message: '', retryable: false });
    say({ type: 'participant-left', participantId: 'p1', reason: 'timeout' });
    say({
      type: 'participant-joined',
      participant: { id: 'p2', name: 'Grace', connection: 'connected', tracks: [], data: true },
    });
    room.chat.retry(String(id));
    expect(server.socket.last('chat')).toMatchObject({ to: 'p2', text: 'psst' });
  });
});

describe('data channels that break while the media flows', () => {
  it('get a new connection, at most once a minute', async () => {
    await up();
    const breakData = () => {
      const { sctp } = FakeConnection.last;
      if (sctp) sctp.state = 'closed';
      sctp?.onstatechange?.();
    };
    breakData();
    await settle();
    expect(FakeConnection.all.length).toBe(2);
    await up();
    breakData();
    await settle(10_000);
    expect(FakeConnection.all.length).toBe(2);
  });

  it('are left alone when they never worked', async () => {
    FakeConnection.last.become('connected');
    const { sctp } = FakeConnection.last;
    if (sctp) sctp.state = 'closed';
    sctp?.onstatechange?.();
    await settle(10_000);
    expect(FakeConnection.all.length).toBe(1);
  });
});
