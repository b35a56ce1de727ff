import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PathChoice, Room } from '../../src/media';
import { createClient, LocalMedia } from '../../src/media';
import { proofOf } from '../../src/media/reunion';
import { FakeServer, welcome } from '../fake-server';
import { element, FakeConnection, getUserMedia, installFakes } from './fake-webrtc';

let server: FakeServer;
let seq: number;
let answering: boolean;
let room: Room | undefined;

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const say = (message: Record<string, unknown>) => server.socket.say({ ...message, seq: ++seq });

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  installFakes();
  server = new FakeServer();
  seq = 1;
  answering = true;
  server.onReceive = (socket, message) => {
    if (message.type === 'join') {
      seq = 1;
      socket.say(welcome);
    } else if (message.type === 'resume') socket.say({ type: 'resumed', resumeToken: 'next', missed: 0 });
    else if (message.type === 'ping') socket.say({ type: 'pong' });
    else if (message.type === 'leave') socket.say({ type: 'left' });
    else if (message.type === 'offer' && answering)
      say({ type: 'answer', id: message.id, sdp: `to ${message.sdp}` });
  };
});

afterEach(async () => {
  const leaving = room?.leave();
  await settle(1000);
  await leaving;
  room = undefined;
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function join(media?: LocalMedia, path?: PathChoice): Promise<Room> {
  const client = createClient({ url: 'ws://test/ws', openSocket: server.openSocket });
  const joining = client.join('team', { name: 'Ada', media, path });
  await settle(1);
  room = await joining;
  await settle();
  return room;
}

async function joinConnected(media?: LocalMedia, path?: PathChoice): Promise<Room> {
  const joined = await join(media, path);
  FakeConnection.last.become('connected');
  await settle();
  return joined;
}

const slot = (mid: string, track: string | null) => ({
  mid,
  participantId: track && 'p1',
  track,
  source: track && (track.endsWith('-m') ? 'microphone' : 'camera'),
});

const ownTracks = (muted: boolean) => ({
  type: 'participant-changed',
  participant: {
    id: 'me',
    name: 'Ada',
    connection: 'connected',
    tracks: [
      { id: 'me-m', kind: 'audio', source: 'microphone', muted },
      { id: 'me-c', kind: 'video', source: 'camera', muted },
    ],
  },
});

describe('joining', () => {
  it('offers at once, without waiting for devices: two lines to send, four pairs of slots', async () => {
    getUserMedia.mockReturnValue(new Promise(() => undefined));
    const media = new LocalMedia({ microphone: true, camera: true });
    void media.start();
    await join(media);
    expect(server.socket.types()).toEqual(['join', 'offer']);
    expect(server.socket.last('offer').tracks).toEqual([
      { mid: '0', source: 'microphone', muted: true },
      { mid: '1', source: 'camera', muted: true },
    ]);
    const kinds = FakeConnection.last.transceivers.map((t) => `${t.receiver.track.kind} ${t.direction}`);
    expect(kinds.slice(0, 4)).toEqual([
      'audio sendonly',
      'video sendonly',
      'audio recvonly',
      'video recvonly',
    ]);
    expect(kinds.length).toBe(2 + 2 * 4);
    expect(FakeConnection.last.answers).toEqual(['to offer 0.0']);
  });

  it('is connected when ICE and DTLS are, and tells the path', async () => {
    const joined = await join();
    expect(joined.state).toBe('connecting');
    const paths: string[] = [];
    joined.on('path', ({ path }) => paths.push(path));
    FakeConnection.last.become('connected');
    await settle();
    expect(joined.state).toBe('connected');
    expect(paths).toEqual(['sfu-udp']);
  });

  it('says what a late camera changes, once the server named the tracks', async () => {
    const media = new LocalMedia({ microphone: true, camera: true });
    await joinConnected(media);
    say(ownTracks(true));
    await media.start();
    await settle();
    expect(server.socket.received.filter((m) => m.type === 'mute')).toEqual([
      { type: 'mute', track: 'me-m', muted: false },
      { type: 'mute', track: 'me-c', muted: false },
    ]);
    expect(FakeConnection.last.transceivers[1]?.sender.track?.label).toBe('cam');
  });

  it('watches only when the token does not allow to send', async () => {
    answering = false;
    const joined = await join();
    const { id } = server.socket.last('offer');
    answering = true;
    server.socket.say({ type: 'error', id, code: 'forbidden', message: 'No.', retryable: false });
    await settle();
    expect(server.socket.last('offer').tracks).toEqual([]);
    FakeConnection.last.become('connected');
    await settle();
    expect(joined.state).toBe('connected');
  });

  it('stops when it is cancelled', async () => {
    const cancel = new AbortController();
    server.onReceive = undefined;
    const client = createClient({ url: 'ws://test/ws', openSocket: server.openSocket });
    const failed = expect(client.join('team', { name: 'Ada', signal: cancel.signal })).rejects.toMatchObject({
      code: 'aborted',
    });
    cancel.abort();
    await failed;
  });
});

describe('relays', () => {
  const hour = 3_600_000;
  const turn = (name: string, expiry = Date.now() + hour) => ({
    urls: ['turn:server:3478?transport=udp', 'turns:server:443?transport=tcp'],
    username: `${Math.floor(expiry / 1000)}:${name}`,
    credential: `secret of ${name}`,
  });
  const used = (connection: FakeConnection) =>
    (connection.configuration.iceServers as { username?: string }[]).map(
      ({ username }) => username?.split(':')[1],
    );
  const fetched = vi.fn();

  beforeEach(() => {
    const answer = server.onReceive;
    server.onReceive = (socket, message) => {
      if (message.type === 'join') socket.say({ ...welcome, iceServers: [turn('first')] });
      else answer?.(socket, message);
    };
    fetched.mockReset();
    fetched.mockImplementation(async () => Response.json({ iceServers: [turn('renewed')] }));
    vi.stubGlobal('fetch', fetched);
  });

  it('are all there is when the path is to be one', async () => {
    await join(undefined, 'relay');
    expect(FakeConnection.last.configuration).toMatchObject({ iceTransportPolicy: 'relay' });
    expect(used(FakeConnection.last)).toEqual(['first']);
  });

  it('are one way of several otherwise', async () => {
    await join(undefined, 'sfu');
    expect(FakeConnection.last.configuration).toMatchObject({ iceTransportPolicy: 'all' });
  });

  it('that are wanted and not offered end the join', async () => {
    server.onReceive = (socket, message) => {
      if (message.type === 'join') socket.say({ ...welcome, iceServers: [{ urls: 'stun:server:3478' }] });
      else if (message.type === 'leave') socket.say({ type: 'left' });
    };
    const client = createClient({ url: 'ws://test/ws', openSocket: server.openSocket });
    const failed = expect(client.join('team', { name: 'Ada', path: 'relay' })).rejects.toMatchObject({
      code: 'no-relay',
      retryable: false,
    });
    await settle(1);
    await failed;
    expect(server.socket.types()).toEqual(['join', 'leave']);
    expect(FakeConnection.all).toEqual([]);
  });

  it('tell what is spoken with them, also when that changes', async () => {
    const joined = await join();
    const paths: string[] = [];
    joined.on('path', ({ path, relayProtocol }) => paths.push(`${path} ${relayProtocol}`));
    FakeConnection.last.local = { candidateType: 'relay', protocol: 'udp', relayProtocol: 'tls' };
    FakeConnection.last.become('connected');
    await settle();
    FakeConnection.last.local = { candidateType: 'relay', protocol: 'udp', relayProtocol: 'udp' };
    await settle(3000);
    expect(paths).toEqual(['sfu-relay tls', 'sfu-relay udp']);
    expect([joined.path, joined.relayProtocol]).toEqual(['sfu-relay', 'udp']);
  });

  it('get new credentials halfway to their expiry, for the next restart', async () => {
    await joinConnected();
    await settle(hour / 2 - 1000);
    expect(fetched).not.toHaveBeenCalled();
    await settle(1000);
    expect(String(fetched.mock.calls[0]?.[0])).toBe('http://test/api/ice-servers');
    // New servers would make the next offer restart ICE: a connection that works is left alone.
    expect(used(FakeConnection.last)).toEqual(['first']);
    FakeConnection.last.become('failed');
    await settle();
    expect(FakeConnection.last.restarts).toBe(1);
    expect(used(FakeConnection.last)).toEqual(['renewed']);
    await settle(5000);
    expect(FakeConnection.all.length).toBe(2);
    expect(used(FakeConnection.last)).toEqual(['renewed']);
  });

  it('get them before a restart that comes after a sleep', async () => {
    await joinConnected();
    fetched.mockImplementation(() =>
      new Promise((resolve) => setTimeout(resolve, 3000)).then(() => {
        throw new Error('the network is not back yet');
      }),
    );
    vi.setSystemTime(Date.now() + 2 * hour);
    FakeConnection.last.become('failed');
    await settle(2999);
    expect(FakeConnection.last.restarts).toBe(0);
    await settle(1);
    expect(FakeConnection.last.restarts).toBe(1);
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('get them with the token of the join', async () => {
    const client = createClient({ url: 'wss://test/ws', token: 'T', openSocket: server.openSocket });
    const joining = client.join('team', { name: 'Ada' });
    await settle(1);
    room = await joining;
    FakeConnection.last.become('connected');
    await settle(hour / 2);
    const [address, init] = fetched.mock.calls[0] ?? [];
    expect(String(address)).toBe('https://test/api/ice-servers');
    expect(init.headers).toEqual({ Authorization: 'Bearer T' });
  });

  it('that say no are named when nothing came through', async () => {
    const joined = await join(undefined, 'relay');
    const closed: unknown[] = [];
    joined.on('closed', (error) => closed.push(error));
    const refuse = () =>
      FakeConnection.last.onicecandidateerror?.({
        url: 'turn:server:3478?transport=udp',
        errorCode: 486,
        errorText: 'Allocation Quota Reached',
      });
    await settle(16_000);
    refuse();
    server.onReceive = undefined;
    await settle(8000 + 61_000);
    expect(closed).toMatchObject([
      {
        code: 'relay-failed',
        message: expect.stringContaining('turn:server:3478?transport=udp: 486 Allocation Quota Reached'),
      },
    ]);
  });
});

describe('slots', () => {
  it('fill the elements of the tracks they carry', async () => {
    const joined = await joinConnected();
    const participant = joined.participants.get('p1');
    const video = element(640, 360);
    const detach = participant?.track('camera')?.attach(video as unknown as HTMLVideoElement);
    expect(video.srcObject).toBeNull();
    say({ type: 'slots', slots: [slot('2', 'p1-m'), slot('3', 'p1-c'), slot('4', null)] });
    const received = FakeConnection.last.transceivers;
    expect(video.srcObject?.getTracks()).toEqual([received[3]?.receiver.track, received[2]?.receiver.track]);
    say({ type: 'slots', slots: [slot('4', 'p1-m'), slot('5', 'p1-c')] });
    expect(video.srcObject?.getTracks()).toEqual([received[5]?.receiver.track, received[4]?.receiver.track]);
    detach?.();
    expect(video.srcObject).toBeNull();
  });

  it('are asked for by the size of the elements, after 100 ms', async () => {
    const joined = await joinConnected();
    const camera = joined.participants.get('p1')?.track('camera');
    const detach = camera?.attach(element(640, 360) as unknown as HTMLVideoElement);
    await settle(99);
    expect(server.socket.types()).not.toContain('want');
    await settle(1);
    expect(server.socket.last('want').tracks).toEqual([{ track: 'p1-c', width: 640, height: 368 }]);
    detach?.();
    await settle(100);
    expect(server.socket.last('want').tracks).toEqual([]);
  });

  it('grow when the server needs more, with three to spare', async () => {
    await joinConnected();
    say({ type: 'offer-needed', audioSlots: 6, videoSlots: 5 });
    await settle();
    const slots = FakeConnection.last.transceivers.filter((t) => t.direction === 'recvonly');
    expect(slots.filter((t) => t.receiver.track.kind === 'audio').length).toBe(9);
    expect(slots.filter((t) => t.receiver.track.kind === 'video').length).toBe(8);
    expect(FakeConnection.last.answers.length).toBe(2);
  });
});

describe('layers', () => {
  it('go off a second after nobody watches them and on at once, and never all off', async () => {
    await joinConnected();
    say(ownTracks(true));
    const sender = FakeConnection.last.transceivers[1]?.sender;
    const active = () =>
      sender?.getParameters().encodings.map((e) => `${e.rid}${e.active === false ? '-' : '+'}`);
    say({ type: 'layers', track: 'me-c', rids: [] });
    await settle(999);
    expect(active()).toEqual(['q+', 'h+', 'f+']);
    await settle(1);
    expect(active()).toEqual(['q+', 'h-', 'f-']);
    say({ type: 'layers', track: 'me-c', rids: ['h'] });
    await settle();
    expect(active()).toEqual(['q+', 'h+', 'f-']);
  });
});

describe('one’s own devices', () => {
  it('mute by silence, and the camera by stopping', async () => {
    const media = new LocalMedia({ microphone: true, camera: true });
    await media.start();
    const { track: mic } = media.microphone;
    const { track: cam } = media.camera;
    const joined = await joinConnected(media);
    say(ownTracks(false));
    await joined.local.setMic(false);
    await joined.local.setCamera(false);
    await settle();
    expect(mic).toMatchObject({ enabled: false, stopped: false });
    expect(cam).toMatchObject({ stopped: true });
    expect(FakeConnection.last.transceivers[1]?.sender.track).toBeNull();
    expect(server.socket.received.filter((m) => m.type === 'mute')).toEqual([
      { type: 'mute', track: 'me-m', muted: true },
      { type: 'mute', track: 'me-c', muted: true },
    ]);
    await joined.local.setCamera(true);
    await settle();
    expect(FakeConnection.last.transceivers[1]?.sender.track).toBeTruthy();
    expect(server.socket.last('mute')).toEqual({ type: 'mute', track: 'me-c', muted: false });
  });

  it.each([
    ['NotAllowedError', 'permission-denied'],
    ['NotFoundError', 'no-device'],
    ['NotReadableError', 'device-busy'],
  ])('%s is told as %s and keeps nobody from joining', async (name, code) => {
    getUserMedia.mockRejectedValue(new DOMException('', name));
    const media = new LocalMedia({ microphone: true, camera: true });
    await media.start();
    expect(media.camera).toMatchObject({ on: false, problem: { code } });
    const joined = await joinConnected(media);
    expect(joined.state).toBe('connected');
  });

  it('that are missing cost no other device', async () => {
    const working = getUserMedia.getMockImplementation();
    getUserMedia.mockImplementation(async (constraints: MediaStreamConstraints) => {
      if (constraints.video) throw new DOMException('', 'NotFoundError');
      return working?.(constraints);
    });
    const media = new LocalMedia({ microphone: true, camera: true });
    await media.start();
    expect(media.camera.problem?.code).toBe('no-device');
    expect(media.microphone.track?.label).toBe('mic');
  });

  it('stop when they open too late', async () => {
    const opened: { stopped: boolean }[] = [];
    const working = getUserMedia.getMockImplementation();
    getUserMedia.mockImplementation(async (constraints: MediaStreamConstraints) => {
      const stream = await working?.(constraints);
      opened.push(...stream.getTracks());
      return stream;
    });
    const media = new LocalMedia();
    const on = media.setCamera(true);
    await media.setCamera(false);
    await on;
    expect(opened).toMatchObject([{ stopped: true }]);
    expect(media.camera).toMatchObject({ on: false, track: undefined });
  });
});

describe('reconnecting', () => {
  it('resumes a dropped socket on the same media and repeats what is wanted', async () => {
    const joined = await joinConnected();
    const states: string[] = [];
    joined.on('state', (state) => states.push(state));
    joined.participants
      .get('p1')
      ?.track('camera')
      ?.attach(element(320, 180) as unknown as HTMLVideoElement);
    await settle(100);
    server.socket.drop();
    await settle(302);
    expect(server.socket.types()).toEqual(['resume', 'chat-history', 'want']);
    expect(states).toEqual(['reconnecting', 'connected']);
    expect(FakeConnection.all.length).toBe(1);
  });

  it('takes over the whole picture when too much was missed', async () => {
    const joined = await joinConnected();
    const changes: string[] = [];
    joined.on('participant-joined', ({ id }) => changes.push(`+${id}`));
    joined.on('participant-left', ({ participant }) => changes.push(`-${participant.id}`));
    const other = { id: 'p2', name: 'Linus', connection: 'connected', tracks: [] };
    say({ ...welcome, participants: [other], participant: ownTracks(false).participant });
    expect(changes).toEqual(['-p1', '+p2']);
    expect([...joined.participants.keys()]).toEqual(['p2']);
    expect(server.socket.received.filter((m) => m.type === 'mute')).toHaveLength(2);
  });

  it('restarts ICE when the path is gone for 2 s', async () => {
    const joined = await joinConnected();
    FakeConnection.last.become('disconnected');
    await settle(1999);
    expect(FakeConnection.last.restarts).toBe(0);
    await settle(1);
    expect(FakeConnection.last.restarts).toBe(1);
    expect(FakeConnection.last.answers.length).toBe(2);
    expect(joined.state).toBe('reconnecting');
    FakeConnection.last.become('connected');
    await settle(60_000);
    expect(joined.state).toBe('connected');
    expect(FakeConnection.all.length).toBe(1);
  });

  it('lets a short loss pass', async () => {
    const joined = await joinConnected();
    FakeConnection.last.become('disconnected');
    await settle(1500);
    FakeConnection.last.become('connected');
    await settle(5000);
    expect(FakeConnection.last.restarts).toBe(0);
    expect(joined.state).toBe('connected');
  });

  it('climbs from the restart to a new connection to a new join', async () => {
    const joined = await joinConnected();
    FakeConnection.last.become('failed');
    await settle();
    expect(FakeConnection.last.restarts).toBe(1);
    await settle(5000);
    expect(FakeConnection.all.length).toBe(2);
    await settle(8000);
    expect(FakeConnection.all.length).toBe(3);
    expect(server.sockets.length).toBe(1);
    await settle(8000 + 302);
    expect(server.sockets[0]?.types().at(-1)).toBe('leave');
    expect(server.sockets.length).toBe(2);
    FakeConnection.last.become('connected');
    await settle();
    expect(joined.state).toBe('connected');
    expect([...joined.participants.keys()]).toEqual(['p1']);
  });

  it('waits with the media until the signaling is back', async () => {
    await joinConnected();
    server.refuse = true;
    server.socket.drop();
    FakeConnection.last.become('failed');
    await settle(3000);
    expect(FakeConnection.last.restarts).toBe(0);
    server.refuse = false;
    await settle(5000);
    expect(FakeConnection.last.restarts).toBe(1);
  });

  it('makes a new connection when the server lost the media, and gives up rather than loop', async () => {
    const joined = await joinConnected();
    say(ownTracks(true));
    server.socket.say({ type: 'error', code: 'media-failed', message: 'DTLS', retryable: true });
    await settle();
    expect(FakeConnection.all.length).toBe(2);
    expect(joined.state).toBe('reconnecting');
    for (let i = 0; i < 2; i++)
      server.socket.say({ type: 'error', code: 'media-failed', message: '', retryable: true });
    await settle();
    expect(FakeConnection.all.length).toBe(3);
  });

  it('joins again when the session is gone, also while its own name is still taken', async () => {
    const joined = await joinConnected();
    const closed: unknown[] = [];
    joined.on('closed', (error) => closed.push(error));
    let refusals = 2;
    const answer = server.onReceive;
    server.onReceive = (socket, message) => {
      const refuse = (code: string) => socket.say({ type: 'error', code, message: '', retryable: false });
      if (message.type === 'resume')
        socket.say({ type: 'error', code: 'resume-failed', message: '', retryable: false });
      else if (message.type === 'join' && refusals-- > 0) refuse('name-taken');
      else answer?.(socket, message);
    };
    server.socket.drop();
    await settle(4000);
    FakeConnection.last.become('connected');
    await settle();
    expect(joined.state).toBe('connected');
    expect(closed).toEqual([]);
  });

  it.each(['removed', 'replaced', 'unauthorized', 'too-many-messages'])(
    'ends for good with %s',
    async (code) => {
      const joined = await joinConnected();
      const closed: unknown[] = [];
      joined.on('closed', (error) => closed.push(error));
      server.socket.drop(1008, code);
      await settle(60_000);
      expect(joined.state).toBe('closed');
      expect(closed).toMatchObject([{ code }]);
      expect(server.sockets.length).toBe(1);
    },
  );

  it('gives up after a minute without a server', async () => {
    const joined = await joinConnected();
    const closed: unknown[] = [];
    joined.on('closed', (error) => closed.push(error));
    server.refuse = true;
    server.socket.drop();
    await settle(29_000);
    expect(closed).toEqual([]);
    await settle(62_000);
    expect(closed).toMatchObject([{ code: 'unreachable', retryable: true }]);
  });
});

describe('data', () => {
  const grace = (id: string, data: boolean) => ({
    type: 'participant-joined',
    participant: { id, name: 'Grace', connection: 'connected', data, tracks: [] },
  });

  it('channels are open once the association is, and again on a new connection', async () => {
    const joined = await joinConnected();
    const channel = joined.openChannel('game', { ordered: false, maxRetransmits: 0 });
    FakeConnection.last.associate();
    expect(channel.state).toBe('open');
    FakeConnection.last.become('failed');
    await settle(5000);
    expect(channel.state).toBe('connecting');
    expect(FakeConnection.last.channels.map(({ label }) => label)).toEqual(['parley.chat', 'game']);
    FakeConnection.last.associate();
    expect(channel.state).toBe('open');
  });

  it('needs no offer beyond the first', async () => {
    const joined = await joinConnected();
    joined.openChannel('game');
    await settle(1000);
    expect(server.socket.received.filter(({ type }) => type === 'offer').length).toBe(1);
  });

  it('tells what we may do, as the server says', async () => {
    const may = (joined: Room) =>
      (['publish', 'subscribe', 'publishData'] as const).filter((grant) => joined.may(grant));
    expect(may(await join())).toEqual(['publish', 'subscribe', 'publishData']);
    const { onReceive } = server;
    server.onReceive = (socket, message) => {
      if (message.type === 'join') socket.say({ ...welcome, grants: ['subscribe', 'of a newer server'] });
      else onReceive?.(socket, message);
    };
    expect(may(await join())).toEqual(['subscribe']);
  });

  it('channels of others are told, those for files are files', async () => {
    const joined = await joinConnected();
    const channels: string[] = [];
    const offers: string[] = [];
    joined.on('channel', ({ label, participant }) => channels.push(`${label} of ${participant}`));
    joined.files.on('offer', ({ name, participant }) => offers.push(`${name} of ${participant.name}`));
    FakeConnection.last.offerChannel('game@p1', '');
    const file = FakeConnection.last.offerChannel('file@p1', 'parley.file.v1');
    file.open();
    file.receive(JSON.stringify({ type: 'offer', id: 'ab'.repeat(16), name: 'a.txt', size: 1, mime: '' }));
    expect([channels, offers]).toEqual([['game of p1'], ['a.txt of Grace']]);
  });

  it('tells whose data channels are up, and sends files to those', async () => {
    const joined = await joinConnected();
    expect(joined.participants.get('p1')?.data).toBe(false);
    expect(joined.files.send(new Blob(['x']))).toEqual([]);
    say({ ...grace('p1', true), type: 'participant-changed' });
    expect(joined.participants.get('p1')?.data).toBe(true);
    const [transfer] = joined.files.send(new Blob(['x']), { name: 'x.txt' });
    FakeConnection.last.associate();
    const channel = FakeConnection.last.channel('file@p1');
    expect(channel.init).toEqual({ protocol: 'parley.file.v1', priority: 'low' });
    expect(channel.said()).toEqual([
      {
        type: 'offer',
        id: transfer?.id,
        name: 'x.txt',
        size: 1,
        mime: 'application/octet-stream',
        paused: false,
      },
    ]);
  });

  it('goes on with a file when the other side joined again', async () => {
    const joined = await joinConnected();
    say({ ...grace('p1', true), type: 'participant-changed' });
    FakeConnection.last.associate();
    const [transfer] = joined.files.send(new Blob(['x']));
    FakeConnection.last.associate();
    say({ type: 'participant-left', participantId: 'p1', reason: 'timeout' });
    FakeConnection.last.channel('file@p1').end();
    say(grace('p2', true));
    await settle(1000);
    FakeConnection.last.associate();
    const proof = proofOf('sender', transfer?.id ?? '', { sender: joined.self.id, receiver: 'p2' });
    expect(FakeConnection.last.channel('file@p2').said()).toEqual([{ type: 'again', proof }]);
  });

  it('ends with the room: transfers are cancelled, and nothing is said after the goodbye', async () => {
    const joined = await joinConnected();
    say({ ...grace('p1', true), type: 'participant-changed' });
    FakeConnection.last.associate();
    const [transfer] = joined.files.send(new Blob(['x']));
    FakeConnection.last.associate();
    const channel = FakeConnection.last.channel('file@p1');
    const before = server.socket.types().length;
    void joined.leave();
    await settle(10);
    expect(transfer?.state).toBe('cancelled');
    expect(channel.said().at(-1)).toMatchObject({ type: 'cancel' });
    expect(server.socket.types().slice(before)).toEqual(['leave']);
    expect(() => joined.openChannel('late').send('x')).toThrow();
  });
});
