import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RtcError } from '../../src/core/errors';
import { Signaling } from '../../src/core/signaling';
import { FakeServer, welcome } from '../fake-server';

let server: FakeServer;
let signaling: Signaling;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  signaling = new Signaling({ openSocket: server.openSocket, random: () => 1 });
});

afterEach(() => {
  signaling.abort();
  vi.useRealTimers();
});

async function join() {
  const joined = signaling.join({ room: 'team', name: 'Ada' });
  await vi.advanceTimersByTimeAsync(1);
  server.socket.say(welcome);
  return joined;
}

describe('joining', () => {
  it('sends join first and resolves with the welcome', async () => {
    expect(await join()).toEqual(welcome);
    expect(server.socket.received).toEqual([{ type: 'join', room: 'team', name: 'Ada' }]);
    expect(signaling.state).toBe('open');
  });

  it.each(['name-taken', 'room-full', 'unauthorized', 'bad-message'])(
    'fails with the code %s',
    async (code) => {
      const joined = signaling.join({ room: 'team', name: 'Ada' });
      const failed = expect(joined).rejects.toMatchObject({ code, retryable: false });
      await vi.advanceTimersByTimeAsync(1);
      server.socket.say({ type: 'error', code, message: 'No.', retryable: false });
      await failed;
      expect(signaling.state).toBe('closed');
    },
  );

  it('says that the server is unreachable when the socket does not open', async () => {
    server.refuse = true;
    const failed = expect(signaling.join({ room: 'team', name: 'Ada' })).rejects.toMatchObject({
      code: 'unreachable',
      retryable: true,
    });
    await vi.advanceTimersByTimeAsync(1);
    await failed;
  });

  it('gives up on a server that is silent', async () => {
    const failed = expect(signaling.join({ room: 'team', name: 'Ada' })).rejects.toMatchObject({
      code: 'unreachable',
    });
    await vi.advanceTimersByTimeAsync(8000);
    await failed;
    expect(server.socket.closedByClient).toBe(true);
  });
});

describe('heartbeats', () => {
  it('pings every 10 s', async () => {
    await join();
    for (let i = 0; i < 3; i++) {
      await vi.advanceTimersByTimeAsync(10_000);
      server.socket.say({ type: 'pong' });
    }
    expect(server.socket.types()).toEqual(['join', 'ping', 'ping', 'ping']);
  });

  it('drops a socket without a pong and resumes', async () => {
    await join();
    const first = server.socket;
    await vi.advanceTimersByTimeAsync(18_000);
    expect(first.closedByClient).toBe(true);
    expect(signaling.state).toBe('resuming');
    await vi.advanceTimersByTimeAsync(301);
    expect(server.socket.received).toEqual([{ type: 'resume', resumeToken: 'token-1', lastSeq: 1 }]);
  });
});

describe('resuming', () => {
  it('asks for what came after the last message and uses the new token the next time', async () => {
    await join();
    server.socket.say({ type: 'slots', seq: 2, slots: [] });
    server.socket.drop();
    await vi.advanceTimersByTimeAsync(301);
    expect(server.socket.received[0]).toEqual({ type: 'resume', resumeToken: 'token-1', lastSeq: 2 });
    server.socket.say({ type: 'resumed', resumeToken: 'token-2', missed: 0 });
    server.socket.drop();
    await vi.advanceTimersByTimeAsync(301);
    expect(server.socket.received[0]).toEqual({ type: 'resume', resumeToken: 'token-2', lastSeq: 2 });
  });

  it('hands on missed messages once and in order', async () => {
    await join();
    const seen: number[] = [];
    signaling.on('message', (message) => 'seq' in message && seen.push(message.seq));
    server.socket.say({ type: 'participant-left', seq: 2, participantId: 'a', reason: 'left' });
    server.socket.drop();
    await vi.advanceTimersByTimeAsync(301);
    server.socket.say({ type: 'resumed', resumeToken: 't', missed: 3 });
    for (const seq of [2, 3, 3, 4])
      server.socket.say({ type: 'participant-left', seq, participantId: 'a', reason: 'left' });
    expect(seen).toEqual([2, 3, 4]);
  });

  it('resumes when a message is missing in between', async () => {
    await join();
    server.socket.say({ type: 'slots', seq: 4, slots: [] });
    await vi.advanceTimersByTimeAsync(301);
    expect(server.socket.received[0]).toMatchObject({ type: 'resume', lastSeq: 1 });
  });

  it('keeps what is sent meanwhile', async () => {
    await join();
    server.socket.drop();
    signaling.send({ type: 'mute', track: 't', muted: true });
    await vi.advanceTimersByTimeAsync(301);
    server.socket.say({ type: 'resumed', resumeToken: 't', missed: 0 });
    expect(server.socket.types()).toEqual(['resume', 'mute']);
  });

  it('takes an answer from the missed messages and asks again only without one', async () => {
    await join();
    const answered = signaling.request({ type: 'offer', sdp: 'a', tracks: [] }, 'answer');
    const lost = signaling.request({ type: 'offer', sdp: 'b', tracks: [] }, 'answer');
    server.socket.drop();
    await vi.advanceTimersByTimeAsync(301);
    server.socket.say({ type: 'resumed', resumeToken: 't', missed: 1 });
    server.socket.say({ type: 'answer', seq: 2, id: '1', sdp: 'A' });
    expect(await answered).toMatchObject({ sdp: 'A' });
    expect(server.socket.received.slice(1)).toEqual([{ type: 'offer', sdp: 'b', tracks: [], id: '2' }]);
    server.socket.say({ type: 'answer', seq: 3, id: '2', sdp: 'B' });
    expect(await lost).toMatchObject({ sdp: 'B' });
  });

  it('takes a new welcome when too much was missed, and asks again for what was not answered', async () => {
    await join();
    void signaling.request({ type: 'offer', sdp: 'a', tracks: [] }, 'answer').catch(() => undefined);
    server.socket.drop();
    await vi.advanceTimersByTimeAsync(301);
    server.socket.say({ type: 'resumed', resumeToken: 'old', missed: 2 });
    server.socket.say({ ...welcome, seq: 300, resumeToken: 'newest' });
    expect(server.socket.types()).toEqual(['resume']);
    server.socket.say({ type: 'slots', seq: 301, slots: [] });
    expect(server.socket.types()).toEqual(['resume', 'offer']);
    server.socket.drop();
    await vi.advanceTimersByTimeAsync(301);
    expect(server.socket.received[0]).toEqual({ type: 'resume', resumeToken: 'newest', lastSeq: 301 });
  });

  it('backs off up to 2 s and gives up after resumeSeconds', async () => {
    await join();
    const closed: (RtcError | undefined)[] = [];
    signaling.on('closed', (error) => closed.push(error));
    server.refuse = true;
    server.socket.drop();
    await vi.advanceTimersByTimeAsync(29_900);
    // 0.3 0.6 1.2, then every 2 s
    expect(server.sockets.length).toBe(1 + 16);
    expect(closed).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(closed).toMatchObject([{ code: 'unreachable' }]);
  });

  it('ends when the server knows the session no more', async () => {
    await join();
    const closed: (RtcError | undefined)[] = [];
    signaling.on('closed', (error) => closed.push(error));
    server.socket.drop();
    await vi.advanceTimersByTimeAsync(301);
    server.socket.say({ type: 'error', code: 'resume-failed', message: '', retryable: false });
    expect(closed).toMatchObject([{ code: 'resume-failed', retryable: false }]);
  });
});

describe('the end', () => {
  it.each([
    [1001, '', 'shutting-down'],
    [1008, 'replaced', 'replaced'],
    [1008, 'something', 'protocol'],
    [1009, '', 'bad-message'],
    [1011, 'internal', 'internal'],
  ])('close code %i %s means %s', async (code, reason, expected) => {
    await join();
    const closed: (RtcError | undefined)[] = [];
    signaling.on('closed', (error) => closed.push(error));
    server.socket.drop(code, reason);
    expect(closed).toMatchObject([{ code: expected }]);
  });

  it('leaves with a word and waits for the goodbye', async () => {
    await join();
    const left = signaling.leave();
    expect(server.socket.types()).toEqual(['join', 'leave']);
    server.socket.say({ type: 'left' });
    await left;
    expect(signaling.state).toBe('closed');
  });

  it('does not wait for ever', async () => {
    await join();
    const left = signaling.leave();
    await vi.advanceTimersByTimeAsync(1000);
    await left;
  });

  it('rejects open requests', async () => {
    await join();
    const request = signaling.request({ type: 'offer', sdp: '', tracks: [] }, 'answer');
    const failed = expect(request).rejects.toMatchObject({ code: 'aborted' });
    signaling.abort();
    await failed;
  });

  it('rejects a request that gets an error, and the session goes on', async () => {
    await join();
    const request = signaling.request({ type: 'offer', sdp: '', tracks: [] }, 'answer');
    const failed = expect(request).rejects.toMatchObject({ code: 'forbidden' });
    server.socket.say({ type: 'error', id: '1', code: 'forbidden', message: 'No.', retryable: false });
    await failed;
    expect(signaling.state).toBe('open');
  });

  it('rejects a request without an answer in time', async () => {
    await join();
    const request = signaling.request({ type: 'offer', sdp: '', tracks: [] }, 'answer');
    const failed = expect(request).rejects.toMatchObject({ code: 'timeout' });
    for (let i = 0; i < 12; i++) {
      await vi.advanceTimersByTimeAsync(1000);
      server.socket.say({ type: 'pong' });
    }
    await failed;
  });
});
