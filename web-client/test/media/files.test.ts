import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Transfer, TransferState } from '../../src/media';
import { type FakeRelay, type Participant, TestFile } from './fake-relay';
import { FakeConnection, type FakeDataChannel } from './fake-webrtc';
import { end, last, meeting, settle } from './meeting';

const mebi = 1024 * 1024;
const minuteMs = 60_000;

let relay: FakeRelay;
let ada: Participant;
let grace: Participant;

beforeEach(() => {
  ({ relay, ada, grace } = meeting());
});

afterEach(() => end(relay));

function send(file: TestFile, name = 'picture.png', to = 'g1'): Transfer {
  const [transfer] = ada.files.send(file.blob, { to, name });
  if (!transfer) throw new Error('nobody to send to');
  return transfer;
}

async function accepted(file: TestFile): Promise<{ out: Transfer; into: Transfer }> {
  const out = send(file);
  await settle(5);
  const into = last(grace);
  into.accept();
  return { out, into };
}

/** Whether the bytes that came are those of the test file. */
async function isWhole(transfer: Transfer): Promise<boolean> {
  const came = new Uint8Array((await transfer.blob?.arrayBuffer()) ?? new ArrayBuffer(0));
  const sent = TestFile.bytes(0, transfer.size);
  return came.length === sent.length && came.every((byte, i) => byte === sent[i]);
}

/** Until the receiver has this much. */
async function until(transfer: Transfer, bytes: number): Promise<void> {
  for (let i = 0; i < 10_000 && transfer.transferred < bytes; i++) await settle(1);
  expect(transfer.transferred).toBeGreaterThanOrEqual(bytes);
}

const statesOf = (one: Participant, transfer: Transfer) => {
  const states: TransferState[] = [transfer.state];
  one.files.on('changed', (changed) => {
    if (changed === transfer && states.at(-1) !== changed.state) states.push(changed.state);
  });
  return states;
};

describe('a file', () => {
  it('is offered, accepted, sent, verified', async () => {
    const offers: Transfer[] = [];
    grace.files.on('offer', (transfer) => offers.push(transfer));
    const file = new TestFile(3 * mebi + 17);
    const out = send(file);
    expect(out).toMatchObject({
      direction: 'out',
      state: 'offered',
      participant: { id: 'g1', name: 'Grace' },
    });
    await settle(5);
    const [into] = offers as [Transfer];
    expect(into).toMatchObject({
      direction: 'in',
      state: 'offered',
      participant: { id: 'a1', name: 'Ada' },
      name: 'picture.png',
      size: file.size,
      mime: 'image/png',
    });
    const states = [statesOf(ada, out), statesOf(grace, into)];
    into.accept();
    await until(out, file.size);
    await settle(200);
    expect(states).toEqual([
      ['offered', 'transferring', 'verifying', 'done'],
      ['offered', 'transferring', 'done'],
    ]);
    expect([out.transferred, into.transferred]).toEqual([file.size, file.size]);
    expect(into.blob?.type).toBe('application/octet-stream');
    expect(await isWhole(into)).toBe(true);
    expect(out.blob).toBeUndefined();
    expect(
      FakeConnection.all.flatMap(({ channels }) => channels).every((c) => c.readyState === 'closed'),
    ).toBe(true);
  });

  it('may be empty', async () => {
    const { out, into } = await accepted(new TestFile(0));
    await settle(10);
    expect([out.state, into.state, into.blob?.size]).toEqual(['done', 'done', 0]);
  });

  it('may be sent to the same participant twice, also at once', async () => {
    const file = new TestFile(300_000);
    const both = [send(file), send(file)];
    await settle(5);
    for (const transfer of grace.files.transfers) transfer.accept();
    await settle(100);
    expect(both.map(({ state }) => state)).toEqual(['done', 'done']);
    expect(new Set(both.map(({ id }) => id)).size).toBe(2);
    expect(grace.files.transfers.map(({ blob }) => blob?.size)).toEqual([300_000, 300_000]);
  });

  it('goes to everybody who has data channels, hashed once', async () => {
    const alan = relay.join('l1', 'Alan');
    relay.join('k1', 'Kay').data = false;
    const transfers = ada.files.send(new TestFile(mebi).blob, { name: 'x' });
    expect(transfers.map(({ participant }) => participant.name)).toEqual(['Grace', 'Alan']);
    await settle(5);
    for (const one of [grace, alan]) last(one).accept();
    await settle(200);
    expect(transfers.map(({ state }) => state)).toEqual(['done', 'done']);
  });

  it('goes to nobody when nobody can receive', () => {
    grace.data = false;
    expect(ada.files.send(new TestFile(1).blob)).toEqual([]);
    expect(ada.files.send(new TestFile(1).blob, { to: 'nobody' })).toEqual([]);
  });

  it('waits for one participant whose data channels are not up yet', async () => {
    grace.data = false;
    const out = send(new TestFile(1));
    await settle(10_000);
    expect(grace.files.transfers).toEqual([]);
    relay.reconnect(grace);
    await settle(5);
    last(grace).accept();
    await settle(10);
    expect(out.state).toBe('done');
  });

  it('that is a File brings its own name', async () => {
    ada.files.send(new File(['x'], 'own.txt', { type: 'text/plain' }), { to: 'g1' });
    await settle(5);
    expect(last(grace)).toMatchObject({ name: 'own.txt', mime: 'text/plain', size: 1 });
  });

  it('can be declined', async () => {
    const out = send(new TestFile(5));
    await settle(5);
    last(grace).decline();
    await settle(5);
    expect([out.state, last(grace).state]).toEqual(['declined', 'declined']);
    expect([out.error, out.transferred]).toEqual([undefined, 0]);
  });

  it('is told about at most ten times a second', async () => {
    relay.delayMs = 20;
    const out = send(new TestFile(20 * mebi));
    await settle(50);
    const into = last(grace);
    into.accept();
    await settle(100);
    let changes = 0;
    grace.files.on('changed', () => changes++);
    const before = into.transferred;
    await settle(100);
    expect(into.state).toBe('transferring');
    expect(into.transferred).toBeGreaterThan(before);
    expect(changes).toBeLessThanOrEqual(2);
    await until(out, 20 * mebi);
  });

  it('has a rate and a time that is left', async () => {
    relay.delayMs = 50;
    const out = send(new TestFile(40 * mebi));
    await settle(100);
    const into = last(grace);
    into.accept();
    await settle(1000);
    for (const transfer of [out, into]) {
      const perSecond = transfer.transferred;
      expect(transfer.bytesPerSecond / perSecond).toBeCloseTo(1, 0);
      const left = (40 * mebi - transfer.transferred) / transfer.bytesPerSecond;
      expect(transfer.secondsLeft).toBeCloseTo(left, 5);
    }
    out.pause();
    expect([out.bytesPerSecond, out.secondsLeft]).toEqual([0, undefined]);
    out.cancel();
    await settle(10);
  });
});

describe('the sender', () => {
  /** What was sent beyond what was acknowledged, at most. */
  function watchAhead(): { most: number } {
    const seen = { most: 0 };
    let sent = 0;
    let acknowledged = 0;
    relay.intercept = (from, data) => {
      if (from === ada && typeof data !== 'string') sent += data.length;
      else if (from === grace && typeof data === 'string') {
        const { type, offset } = JSON.parse(data) as { type: string; offset: number };
        if (type === 'received') acknowledged = offset;
      }
      seen.most = Math.max(seen.most, sent - acknowledged);
      return data;
    };
    return seen;
  }

  it('stays a mebibyte ahead of the receiver at most, with chunks of 64 KiB', async () => {
    const seen = watchAhead();
    const chunks = new Set<number>();
    const intercept = relay.intercept;
    relay.intercept = (from, data) => {
      if (typeof data !== 'string') chunks.add(data.length);
      return intercept?.(from, data);
    };
    const { out } = await accepted(new TestFile(8 * mebi));
    await until(out, 8 * mebi);
    expect(seen.most).toBeLessThanOrEqual(mebi);
    expect([...chunks]).toEqual([65_536]);
  });

  it('takes smaller chunks when the server takes no more', async () => {
    const { sctp } = ada.connection;
    if (sctp) sctp.maxMessageSize = 20_000;
    const chunks = new Set<number>();
    relay.intercept = (_, data) => {
      if (typeof data !== 'string') chunks.add(data.length);
      return data;
    };
    const { out } = await accepted(new TestFile(mebi));
    await until(out, mebi);
    expect(Math.max(...chunks)).toBe(20_000);
  });

  it('keeps little in the buffer of the browser, and goes on when that runs low', async () => {
    const { out } = await accepted(new TestFile(4 * mebi));
    let most = 0;
    for (let i = 0; i < 200 && out.state !== 'done'; i++) {
      for (const { bufferedAmount } of ada.connection.channels) most = Math.max(most, bufferedAmount);
      await settle(1);
    }
    expect(out.state).toBe('done');
    expect(most).toBeLessThanOrEqual(256 * 1024 + 65_536);
  });

  it('reads the file in slices, and none long before it is sent', async () => {
    const file = new TestFile(64 * mebi);
    const { out } = await accepted(file);
    await until(out, 8 * mebi);
    for (const [start, end] of file.reads) {
      expect(end - start).toBeLessThanOrEqual(512 * 1024);
      expect(end).toBeLessThanOrEqual(out.transferred + 3 * mebi);
    }
    out.cancel();
    await settle(10);
  });

  it('shares one window among the transfers to a receiver, which get on alike', async () => {
    const seen = watchAhead();
    const files = [1, 2, 3].map(() => send(new TestFile(6 * mebi)));
    relay.intercept = undefined;
    await settle(5);
    for (const transfer of grace.files.transfers) transfer.accept();
    await settle(20);
    const progress = files.map(({ transferred }) => transferred);
    expect(Math.max(...progress) - Math.min(...progress)).toBeLessThanOrEqual(512 * 1024);
    expect(Math.min(...progress)).toBeGreaterThan(0);
    expect(seen.most).toBeLessThanOrEqual(mebi);
    await settle(1000);
    expect(files.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  });

  it('tells when the file cannot be read any more', async () => {
    const file = new TestFile(4 * mebi);
    const { out, into } = await accepted(file);
    await until(out, mebi);
    file.broken = true;
    await settle(200);
    expect([out.state, into.state]).toEqual(['failed', 'failed']);
    expect([out.error?.code, into.error?.code]).toEqual(['file-unreadable', 'file-unreadable']);
  });

  it('has no more than sixteen offers open with a receiver; the others follow the answers', async () => {
    const transfers = Array.from({ length: 40 }, () => send(new TestFile(1)));
    await settle(20);
    expect(grace.files.transfers.length).toBe(16);
    for (let i = 0; i < 10; i++) {
      for (const transfer of grace.files.transfers) if (transfer.state === 'offered') transfer.accept();
      await settle(20);
    }
    expect(transfers.filter(({ state }) => state === 'done').length).toBe(40);
  });
});

describe('pausing', () => {
  it.each([
    ['the sender', 'out'],
    ['the receiver', 'into'],
  ] as const)('by %s stops both sides until it goes on', async (_, who) => {
    const both = await accepted(new TestFile(16 * mebi));
    await until(both.out, mebi);
    both[who].pause();
    await settle(50);
    expect([both.out.state, both.into.state]).toEqual(['paused', 'paused']);
    expect([both.out.pausedBy, both.into.pausedBy]).toEqual(who === 'out' ? ['us', 'them'] : ['them', 'us']);
    const { transferred } = both.into;
    await settle(minuteMs);
    expect(both.into.transferred).toBe(transferred);
    both[who].resume();
    await until(both.out, 16 * mebi);
    await settle(5);
    expect([both.out.state, both.into.state]).toEqual(['done', 'done']);
  });

  it('by both lasts until both go on', async () => {
    const { out, into } = await accepted(new TestFile(16 * mebi));
    await until(out, mebi);
    out.pause();
    into.pause();
    await settle(50);
    into.resume();
    await settle(50);
    expect([out.state, into.state]).toEqual(['paused', 'paused']);
    out.resume();
    await until(out, 16 * mebi);
  });

  it('survives an interruption, also one that began in it', async () => {
    const { out, into } = await accepted(new TestFile(16 * mebi));
    await until(out, mebi);
    into.pause();
    await settle(20);
    relay.lose(grace);
    await settle(5);
    expect([out.state, into.state]).toEqual(['interrupted', 'paused']);
    out.pause();
    relay.reconnect(grace);
    await settle(2000);
    expect([out.state, into.state]).toEqual(['paused', 'paused']);
    out.resume();
    await settle(10);
    expect(out.pausedBy).toBe('them');
    into.resume();
    await until(out, 16 * mebi);
  });
});

describe('cancelling', () => {
  it.each([
    ['the sender', 'out'],
    ['the receiver', 'into'],
  ] as const)('by %s ends both sides and frees what was held', async (_, who) => {
    const both = await accepted(new TestFile(16 * mebi));
    await until(both.out, mebi);
    both[who].cancel();
    await settle(5);
    expect([both.out.state, both.into.state]).toEqual(['cancelled', 'cancelled']);
    expect([both.into.blob, both.into.error]).toEqual([undefined, undefined]);
    const { carried } = relay;
    await settle(1000);
    expect(relay.carried).toBe(carried);
  });

  it('before the answer withdraws the offer', async () => {
    const out = send(new TestFile(5));
    await settle(5);
    out.cancel();
    await settle(5);
    expect(last(grace).state).toBe('cancelled');
  });

  it.each([
    ['the sender', 'out'],
    ['the receiver', 'into'],
  ] as const)('by %s during an interruption is told afterwards', async (_, who) => {
    const both = await accepted(new TestFile(16 * mebi));
    await until(both.out, mebi);
    relay.lose(grace);
    await settle(5);
    both[who].cancel();
    await settle(3000);
    relay.reconnect(grace);
    await settle(10_000);
    expect([both.out.state, both.into.state]).toEqual(['cancelled', 'cancelled']);
  });

  it('is what removing a transfer does', async () => {
    const { out, into } = await accepted(new TestFile(16 * mebi));
    await until(out, mebi);
    grace.files.remove(into);
    await settle(5);
    expect([out.state, grace.files.transfers]).toEqual(['cancelled', []]);
  });
});

describe('an interrupted transfer', () => {
  async function goesOn(break_: () => void, mend: () => void): Promise<{ out: Transfer; into: Transfer }> {
    const file = new TestFile(12 * mebi);
    const { out, into } = await accepted(file);
    await until(into, 4 * mebi);
    break_();
    await settle(10);
    const had = into.transferred;
    let repeated = 0;
    relay.intercept = (from, data) => {
      if (from === ada && typeof data !== 'string') repeated += data.length;
      return data;
    };
    await settle(10_000);
    expect(out.state).toBe('interrupted');
    mend();
    await until(out, file.size);
    await settle(20);
    expect([out.state, into.state]).toEqual(['done', 'done']);
    expect(repeated).toBe(file.size - had);
    expect(await isWhole(into)).toBe(true);
    return { out, into };
  }

  it('goes on by offset when the receiver has a new peer connection', async () => {
    await goesOn(
      () => relay.lose(grace),
      () => relay.reconnect(grace),
    );
  });

  it('goes on by offset when the sender has a new peer connection', async () => {
    await goesOn(
      () => {
        relay.lose(ada);
        ada.connection.channel('file@g1').end(true);
      },
      () => relay.reconnect(ada),
    );
  });

  it('goes on when the receiver joined again under another id', async () => {
    const { out } = await goesOn(
      () => relay.leave(grace, 'timeout'),
      () => relay.rejoin(grace, 'g2'),
    );
    expect(out.participant).toEqual({ id: 'g2', name: 'Grace' });
  });

  it('goes on when the sender joined again under another id', async () => {
    const { into } = await goesOn(
      () => {
        relay.leave(ada, 'failed');
        ada.connection.channel('file@g1').end(true);
      },
      () => relay.rejoin(ada, 'a2'),
    );
    expect(into.participant).toEqual({ id: 'a2', name: 'Ada' });
  });

  it('goes on when it was the server that closed the channel', async () => {
    const file = new TestFile(12 * mebi);
    const { out } = await accepted(file);
    await until(out, mebi);
    // Both ends, as a channel that was too slow.
    ada.connection.channel('file@g1').end();
    grace.connection.channel('file@a1').end();
    expect(out.state).toBe('interrupted');
    await until(out, file.size);
    await settle(5);
    expect(out.state).toBe('done');
  });

  it('hears that it was done although the word was lost', async () => {
    const { out, into } = await accepted(new TestFile(mebi));
    relay.intercept = (from, data) => (from === grace && String(data).includes('done') ? undefined : data);
    await until(into, mebi);
    await settle(20);
    expect([out.state, into.state]).toEqual(['verifying', 'done']);
    relay.lose(grace);
    relay.intercept = undefined;
    relay.reconnect(grace);
    await settle(3000);
    expect(out.state).toBe('done');
  });

  it('is accepted while the sender is away, and begins when that is back', async () => {
    const out = send(new TestFile(mebi));
    await settle(5);
    relay.lose(ada);
    ada.connection.channel('file@g1').end(true);
    await settle(5);
    last(grace).accept();
    expect([out.state, last(grace).state]).toEqual(['offered', 'interrupted']);
    relay.reconnect(ada);
    await settle(2000);
    expect([out.state, last(grace).state]).toEqual(['done', 'done']);
  });

  it('is given up after five minutes, with words', async () => {
    const { out, into } = await accepted(new TestFile(8 * mebi));
    await until(out, mebi);
    relay.leave(grace, 'timeout');
    grace.connection.channel('file@a1').end(true);
    await settle(5 * minuteMs - 1000);
    expect([out.state, into.state]).toEqual(['interrupted', 'interrupted']);
    await settle(2000);
    for (const transfer of [out, into]) {
      expect(transfer.state).toBe('failed');
      expect(transfer.error).toMatchObject({ code: 'transfer-interrupted', name: 'RtcError' });
    }
  });

  it('fails soon when the other side left by its own will and does not join again', async () => {
    const { out } = await accepted(new TestFile(8 * mebi));
    await until(out, mebi);
    relay.leave(grace, 'left');
    await settle(4000);
    expect(out.state).toBe('interrupted');
    await settle(1000);
    expect(out).toMatchObject({ state: 'failed', error: { code: 'participant-left' } });
  });

  it('goes on when who left joins again at once', async () => {
    const { out } = await accepted(new TestFile(8 * mebi));
    await until(out, mebi);
    relay.leave(grace, 'left');
    await settle(2000);
    relay.rejoin(grace, 'g2');
    await until(out, 8 * mebi);
  });

  it('is cancelled at once by who leaves', async () => {
    const { out } = await accepted(new TestFile(8 * mebi));
    await until(out, mebi);
    grace.files.close(undefined);
    await settle(5);
    expect(out.state).toBe('cancelled');
  });
});

describe('hostile participants', () => {
  const id = 'ab'.repeat(16);
  const offer = { type: 'offer', id, name: 'a', size: 100, mime: 'text/plain' };
  let n: number;

  beforeEach(() => {
    n = 0;
  });

  /** A channel of Grace's that speaks for itself. */
  function open(first?: unknown): FakeDataChannel {
    const channel = ada.connection.offerChannel('file@g1', 'parley.file.v1');
    channel.open();
    if (first) channel.receive(JSON.stringify(first));
    return channel;
  }
  const another = () => ({ ...offer, id: (n++).toString(16).padStart(32, '0') });
  const failed = (channel: FakeDataChannel) => {
    expect(last(ada)).toMatchObject({ state: 'failed', error: { code: 'transfer-failed' } });
    expect(channel.said().at(-1)).toEqual({ type: 'failed', reason: 'protocol' });
    expect(last(ada).blob).toBeUndefined();
  };

  it('cannot send before they were asked to', () => {
    const channel = open(offer);
    channel.receive(new Uint8Array(10));
    failed(channel);
  });

  it('cannot send more than they offered', () => {
    const channel = open(offer);
    last(ada).accept();
    channel.receive(new Uint8Array(60));
    channel.receive(new Uint8Array(41));
    failed(channel);
  });

  it('cannot end early, or with another hash', () => {
    const early = open(another());
    last(ada).accept();
    early.receive(new Uint8Array(60));
    early.receive(JSON.stringify({ type: 'end', sha256: '0'.repeat(64) }));
    expect(last(ada)).toMatchObject({ state: 'failed', error: { code: 'file-damaged' } });
    expect(early.said().at(-1)).toEqual({ type: 'failed', reason: 'damaged' });
    const other = open(another());
    last(ada).accept();
    other.receive(new Uint8Array(100));
    other.receive(JSON.stringify({ type: 'end', sha256: '0'.repeat(64) }));
    expect(last(ada)).toMatchObject({ state: 'failed', error: { code: 'file-damaged' } });
  });

  it.each([
    ['a second offer', JSON.stringify(offer)],
    ['an end before the accept', JSON.stringify({ type: 'end', sha256: '' })],
    ['what a receiver says', JSON.stringify({ type: 'received', offset: 1 })],
    ['no JSON', '<script>'],
  ])('cannot say %s', (_, words) => {
    const channel = open(offer);
    channel.receive(words);
    failed(channel);
  });

  it.each([
    ['an offset that was not sent', { type: 'accept', offset: 1 }],
    ['an acknowledgement before the accept', { type: 'received', offset: 0 }],
    ['done before the end', { type: 'done' }],
    ['what a sender says', { type: 'end', sha256: '' }],
  ])('cannot receive with %s', async (_, words) => {
    const out = send(new TestFile(mebi));
    await settle(5);
    grace.connection.channel('file@a1').send(JSON.stringify(words));
    await settle(5);
    expect(out).toMatchObject({ state: 'failed', error: { code: 'transfer-failed' } });
  });

  it.each([
    ['more than was sent', 2 * mebi],
    ['less than before', 0],
  ])('cannot acknowledge %s', async (_, offset) => {
    const { out } = await accepted(new TestFile(8 * mebi));
    await until(out, mebi);
    grace.connection
      .channel('file@a1')
      .send(JSON.stringify({ type: 'received', offset: out.transferred + offset }));
    if (offset === 0) grace.connection.channel('file@a1').send(JSON.stringify({ type: 'received', offset }));
    await settle(3);
    expect(out).toMatchObject({ state: 'failed', error: { code: 'transfer-failed' } });
  });

  it('cannot send bytes to a sender', async () => {
    const { out } = await accepted(new TestFile(8 * mebi));
    grace.connection.channel('file@a1').send(new Uint8Array(5));
    await settle(5);
    expect(out.state).toBe('failed');
  });

  it('have at most twenty open offers', async () => {
    const channels = Array.from({ length: 25 }, () => open(another()));
    expect(ada.files.transfers.length).toBe(20);
    expect(channels.at(-1)?.said()).toEqual([{ type: 'decline', reason: 'too-many' }]);
    ada.files.transfers[0]?.decline();
    open(another());
    expect(ada.files.transfers.filter(({ state }) => state === 'offered').length).toBe(20);
    await settle(5000);
    expect(channels.slice(20).every(({ readyState }) => readyState === 'closed')).toBe(true);
  });

  it('cannot fill the list by offering and cancelling', () => {
    for (let i = 0; i < 2000; i++) open(another()).receive(JSON.stringify({ type: 'cancel' }));
    expect(ada.files.transfers.length).toBeLessThanOrEqual(200);
  });

  it('cannot keep channels open without a word', async () => {
    const channels = Array.from({ length: 150 }, () => open());
    expect(channels.filter(({ readyState }) => readyState === 'closed').length).toBe(50);
    await settle(30_000);
    expect(channels.every(({ readyState }) => readyState === 'closed')).toBe(true);
  });

  it('cannot open with anything but an offer', () => {
    for (const first of [
      { ...offer, size: -1 },
      { ...offer, size: 2 ** 53 },
      { type: 'accept', offset: 0 },
      'x',
    ])
      expect(open(first).readyState).toBe('closed');
    const binary = open();
    binary.receive(new Uint8Array(3));
    expect(binary.readyState).toBe('closed');
    expect(ada.files.transfers).toEqual([]);
  });

  it('cannot take over the transfer of another', async () => {
    const { into } = await accepted(new TestFile(8 * mebi));
    await until(into, mebi);
    relay.join('m1', 'Mallory');
    const channel = grace.connection.offerChannel('file@m1', 'parley.file.v1');
    channel.open();
    channel.receive(JSON.stringify({ ...offer, id: into.id, size: 8 * mebi }));
    expect(channel.said()).toEqual([{ type: 'decline', reason: 'too-many' }]);
    const cancelling = grace.connection.offerChannel('file@m1', 'parley.file.v1');
    cancelling.open();
    cancelling.receive(JSON.stringify({ type: 'cancel', id: into.id }));
    expect(into.state).toBe('transferring');
  });

  it('who are nobody we know are sent away', () => {
    const channel = ada.connection.offerChannel('file@nobody', 'parley.file.v1');
    channel.open();
    channel.receive(JSON.stringify(offer));
    expect(channel.readyState).toBe('closed');
  });

  it('cannot choose what a file is saved as or shown as', () => {
    open({ ...offer, name: '../\u202Egpj.html\u0000', mime: 'text/html; x="<b>"' });
    expect(last(ada)).toMatchObject({
      name: '../\u202Egpj.html\u0000',
      saveName: '_gpj.html',
      mime: 'application/octet-stream',
    });
  });
});

describe('rights', () => {
  it('that are missing end a transfer at once', async () => {
    const out = send(new TestFile(mebi));
    await settle(5);
    const { id, label } = ada.connection.channel('file@g1');
    ada.channels.onClosedByServer({
      type: 'channel-closed',
      seq: 1,
      channel: id,
      label,
      code: 'forbidden',
      message: 'No publishData.',
    });
    expect(out).toMatchObject({ state: 'failed', error: { code: 'forbidden', message: 'No publishData.' } });
  });
});

describe('channels of other labels', () => {
  it('are left to the room', async () => {
    ada.channels.open('file', { to: 'g1', protocol: 'other' });
    await settle(5);
    expect(grace.opened.map(({ label }) => label)).toEqual(['file']);
    expect(grace.files.transfers).toEqual([]);
  });
});
