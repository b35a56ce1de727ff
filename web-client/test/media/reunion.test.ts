/** Transfers and those who come under a name that somebody had before. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Transfer } from '../../src/media';
import type { RoomChannel } from '../../src/media/channel';
import { proofOf } from '../../src/media/reunion';
import { type FakeRelay, type Participant, TestFile } from './fake-relay';
import { end, last, meeting, settle } from './meeting';

const mebi = 1024 * 1024;
const junk = 'ab'.repeat(32);

let relay: FakeRelay;
let ada: Participant;
let grace: Participant;

beforeEach(() => {
  ({ relay, ada, grace } = meeting());
});

afterEach(() => end(relay));

function send(file: TestFile): Transfer {
  const [transfer] = ada.files.send(file.blob, { to: 'g1', name: 'secret plan.pdf' });
  if (!transfer) throw new Error('nobody to send to');
  return transfer;
}

/** A transfer of which a part is there when the receiver goes. */
async function halfway(size = 8 * mebi): Promise<{ out: Transfer; into: Transfer }> {
  const out = send(new TestFile(size));
  await settle(5);
  const into = last(grace);
  into.accept();
  for (let i = 0; i < 1000 && into.transferred < mebi; i++) await settle(1);
  return { out, into };
}

async function goesAway(one: Participant): Promise<void> {
  relay.leave(one, 'timeout');
  // The association is gone on its side too.
  for (const channel of one.connection.channels) channel.end(true);
  await settle(10);
}

/** Somebody who joins under a name and speaks for themselves. */
async function joinAs(
  name: string,
  id: string,
  answer: (channel: RoomChannel, message: Record<string, unknown>) => void = () => undefined,
) {
  const heard: (string | ArrayBuffer)[] = [];
  const one = relay.join(id, name);
  vi.spyOn(one.files, 'onChannel').mockImplementation((channel) => {
    channel.on('message', ({ data }) => {
      heard.push(data);
      if (typeof data === 'string') answer(channel, JSON.parse(data) as Record<string, unknown>);
    });
    return true;
  });
  await settle(12_000);
  return { one, heard };
}

const say = (channel: RoomChannel, ...messages: object[]) => {
  for (const message of messages) if (channel.state === 'open') channel.send(JSON.stringify(message));
};

describe('a receiver who comes back', () => {
  it('goes on by offset, and the id of the transfer is not said again', async () => {
    const { out, into } = await halfway();
    await goesAway(grace);
    const said: (string | Uint8Array)[] = [];
    relay.intercept = (_, data) => {
      said.push(data);
      return data;
    };
    relay.rejoin(grace, 'g2');
    await settle(2000);
    expect([out.state, into.state]).toEqual(['done', 'done']);
    expect([out.participant.id, out.stranger]).toEqual(['g2', undefined]);
    const words = said.filter((data) => typeof data === 'string');
    expect(words.slice(0, 2).map((data) => JSON.parse(data) as object)).toEqual([
      { type: 'again', proof: proofOf('sender', out.id, { sender: 'a1', receiver: 'g2' }) },
      { type: 'known', proof: proofOf('receiver', out.id, { sender: 'a1', receiver: 'g2' }) },
    ]);
    expect(words.join()).not.toContain(out.id);
  });

  it('is asked once for all the transfers that it had, also those that were not offered yet', async () => {
    const outs = Array.from({ length: 40 }, () => send(new TestFile(mebi)));
    await settle(20);
    expect(grace.files.transfers.length).toBe(16);
    await goesAway(grace);
    relay.rejoin(grace, 'g2');
    for (let i = 0; i < 20; i++) {
      await settle(1000);
      for (const transfer of grace.files.transfers) if (transfer.state === 'offered') transfer.accept();
    }
    expect(outs.filter(({ state }) => state === 'done').length).toBe(40);
    expect(grace.files.transfers.length).toBe(40);
  });

  it('goes on when both sides came back under other ids', async () => {
    const { out, into } = await halfway();
    await goesAway(grace);
    await goesAway(ada);
    relay.rejoin(ada, 'a2');
    await settle(2000);
    relay.rejoin(grace, 'g2');
    await settle(5000);
    expect([out.state, into.state]).toEqual(['done', 'done']);
    expect([out.participant.id, into.participant.id]).toEqual(['g2', 'a2']);
  });

  it('is still asked whether it wants the file when it had not answered', async () => {
    const out = send(new TestFile(mebi));
    await settle(5);
    await goesAway(grace);
    relay.rejoin(grace, 'g2');
    await settle(2000);
    expect([out.state, last(grace).state, grace.files.transfers.length]).toEqual(['offered', 'offered', 1]);
    last(grace).accept();
    await settle(200);
    expect([out.state, last(grace).state]).toEqual(['done', 'done']);
  });

  it('is asked again when the channel breaks before it answers', async () => {
    const { out } = await halfway();
    await goesAway(grace);
    let asked = 0;
    relay.intercept = (_, data) => {
      if (!String(data).includes('again')) return data;
      if (asked++ > 0) return data;
      relay.lose(grace);
      return undefined;
    };
    relay.rejoin(grace, 'g2');
    await settle(1100);
    expect([asked, out.state]).toEqual([1, 'interrupted']);
    relay.reconnect(grace);
    await settle(20_000);
    expect([asked, out.state, out.stranger]).toEqual([2, 'done', undefined]);
  });
});

describe('somebody else under the name of the receiver', () => {
  it('gets nothing, and the file goes on when the right one is back', async () => {
    const { out, into } = await halfway();
    await goesAway(grace);
    const had = into.transferred;
    const impostor = relay.join('m1', 'Grace');
    await settle(5000);
    expect(impostor.files.transfers).toEqual([]);
    expect(out).toMatchObject({ state: 'interrupted', stranger: { id: 'm1', name: 'Grace' } });
    relay.leave(impostor, 'left');
    await settle(100);
    expect(out.stranger).toBeUndefined();
    let repeated = 0;
    relay.intercept = (from, data) => {
      if (from === ada && typeof data !== 'string') repeated += data.length;
      return data;
    };
    relay.rejoin(grace, 'g2');
    await settle(2000);
    expect([out.state, into.state]).toEqual(['done', 'done']);
    expect(repeated).toBe(8 * mebi - had);
  });

  it.each<[string, (proof: string) => object[]]>([
    ['accepts', () => [{ type: 'accept', offset: 0 }]],
    [
      'makes a proof up',
      () => [
        { type: 'known', proof: junk },
        { type: 'accept', offset: 0 },
      ],
    ],
    [
      'repeats the proof',
      (proof) => [
        { type: 'known', proof },
        { type: 'accept', offset: 0 },
      ],
    ],
    ['says that it is done', () => [{ type: 'done' }]],
    ['cancels', () => [{ type: 'cancel' }]],
    ['says nothing of the kind', () => [{ type: 'again', proof: junk }]],
    ['does not know it', () => [{ type: 'unknown' }]],
  ])('gets nothing when it %s', async (_, words) => {
    const { out } = await halfway();
    await goesAway(grace);
    const { one, heard } = await joinAs('Grace', 'm1', (channel, { proof }) =>
      say(channel, ...words(String(proof))),
    );
    expect(heard).toEqual([
      JSON.stringify({ type: 'again', proof: proofOf('sender', out.id, { sender: 'a1', receiver: 'm1' }) }),
    ]);
    expect(out).toMatchObject({ state: 'interrupted', stranger: { id: 'm1' } });
    relay.leave(one, 'left');
    relay.rejoin(grace, 'g2');
    await settle(2000);
    expect(out.state).toBe('done');
  });

  it('gets nothing by silence either', async () => {
    const { out } = await halfway();
    await goesAway(grace);
    const { heard } = await joinAs('Grace', 'm1');
    await settle(60_000);
    expect(heard.every((data) => typeof data === 'string' && data.includes('"again"'))).toBe(true);
    expect(out.state).toBe('interrupted');
    await settle(5 * 60_000);
    expect(out).toMatchObject({ state: 'failed', error: { code: 'transfer-interrupted' } });
  });

  it('does not learn of an offer that waits', async () => {
    const out = send(new TestFile(mebi));
    await settle(5);
    await goesAway(grace);
    const { heard } = await joinAs('Grace', 'm1', (channel) => say(channel, { type: 'unknown' }));
    expect(heard.join()).not.toMatch(/secret plan|offer/);
    expect(heard.join()).not.toContain(out.id);
    expect(out).toMatchObject({ state: 'offered', stranger: { id: 'm1' } });
  });

  it('is offered the file anew when the sender says so, and has to accept it', async () => {
    const { out } = await halfway();
    await goesAway(grace);
    const newcomer = relay.join('m1', 'Grace');
    await settle(1000);
    const anew = ada.files.offerAnew(out);
    await settle(100);
    expect(ada.files.transfers).toEqual([anew]);
    expect(out.state).toBe('cancelled');
    expect(anew?.id).not.toBe(out.id);
    expect(last(newcomer)).toMatchObject({ id: anew?.id, state: 'offered', name: 'secret plan.pdf' });
    expect(last(newcomer).transferred).toBe(0);
    last(newcomer).accept();
    await settle(2000);
    expect([anew?.state, last(newcomer).state]).toEqual(['done', 'done']);
  });

  it('has to be there to be offered anything anew', async () => {
    const { out } = await halfway();
    expect(ada.files.offerAnew(out)).toBeUndefined();
    await settle(1000);
    expect(ada.files.offerAnew(out)).toBeUndefined();
  });

  it('does not hear that the file was cancelled; the right one does', async () => {
    const { out, into } = await halfway();
    await goesAway(grace);
    out.cancel();
    const { one, heard } = await joinAs('Grace', 'm1', (channel) => say(channel, { type: 'unknown' }));
    expect(heard.join()).not.toMatch(/cancel/);
    expect(heard.join()).not.toContain(out.id);
    expect(heard.length).toBe(1);
    relay.leave(one, 'left');
    relay.rejoin(grace, 'g2');
    await settle(2000);
    expect(into.state).toBe('cancelled');
  });

  it('cannot take the file of another by what it got itself', async () => {
    const alan = relay.join('l1', 'Alan');
    const [toGrace, toAlan] = ada.files.send(new TestFile(8 * mebi).blob, { name: 'for all' });
    await settle(5);
    expect(toGrace?.id).not.toBe(toAlan?.id);
    last(grace).accept();
    await settle(5);
    await goesAway(grace);
    relay.leave(alan, 'left');
    const known = toAlan?.id ?? '';
    const { heard } = await joinAs('Grace', 'l2', (channel) =>
      say(
        channel,
        { type: 'known', proof: proofOf('receiver', known, { sender: 'a1', receiver: 'l2' }) },
        { type: 'accept', offset: 0 },
      ),
    );
    expect(heard.length).toBe(1);
    expect(toGrace).toMatchObject({ state: 'interrupted', stranger: { id: 'l2' } });
  });
});

describe('somebody else under the name of the sender', () => {
  async function withoutAda() {
    const { out, into } = await halfway();
    await goesAway(ada);
    const { one } = await joinAs('Ada', 'm1');
    const answers: object[] = [];
    const open = async (...messages: object[]) => {
      const channel = one.channels.open('file', { to: 'g1', protocol: 'parley.file.v1' });
      channel.on('message', ({ data }) => answers.push(JSON.parse(String(data)) as object));
      await settle(5);
      say(channel, ...messages);
      await settle(5);
      return channel;
    };
    return { out, into, open, answers };
  }
  const offer = { type: 'offer', name: 'x', size: 8 * mebi, mime: 'text/plain' };

  it('cannot go on with its file', async () => {
    const { out, into, open, answers } = await withoutAda();
    const had = into.transferred;
    await open({ type: 'again', proof: junk });
    // What the right sender said to somebody, said by another.
    await open({ type: 'again', proof: proofOf('sender', out.id, { sender: 'a1', receiver: 'm1' }) });
    await open({ type: 'again', proof: proofOf('sender', out.id, { sender: 'a1', receiver: 'g1' }) });
    expect(answers).toEqual([{ type: 'unknown' }, { type: 'unknown' }, { type: 'unknown' }]);
    await open({ ...offer, id: out.id });
    expect(answers.at(-1)).toEqual({ type: 'decline', reason: 'too-many' });
    await open({ type: 'cancel', id: out.id });
    expect([into.state, into.transferred]).toEqual(['interrupted', had]);
    expect(grace.files.transfers.length).toBe(1);
  });

  it('can offer a file of its own, which has to be accepted', async () => {
    const { into, open } = await withoutAda();
    await open({ ...offer, id: 'cd'.repeat(16) });
    expect(last(grace)).toMatchObject({ state: 'offered', participant: { id: 'm1' } });
    expect(into.state).toBe('interrupted');
  });

  it('does not keep the right one from going on', async () => {
    const { out, into, open } = await withoutAda();
    await open({ type: 'again', proof: junk });
    const impostor = relay.participants.find(({ id }) => id === 'm1');
    if (impostor) relay.leave(impostor, 'left');
    relay.rejoin(ada, 'a2');
    await settle(5000);
    expect([out.state, into.state]).toEqual(['done', 'done']);
  });
});

describe('a proof', () => {
  it('is the HMAC-SHA-256 of the role and both ids, with the transfer’s id as the key', () => {
    const ends = { sender: 'p-1', receiver: 'p-2' };
    const id = '00112233445566778899aabbccddeeff';
    // openssl dgst -sha256 -hmac 00112233445566778899aabbccddeeff
    expect(proofOf('sender', id, ends)).toBe(
      '2b0f874ca3249291aa2ec3f2383907b9a4c9b73c57af5b8473593d209df0b3bd',
    );
    expect(proofOf('receiver', id, ends)).toBe(
      '8987c793f60593fef5b3b6647c1747e9b1e6ad51f01553407045958875350079',
    );
  });
});
