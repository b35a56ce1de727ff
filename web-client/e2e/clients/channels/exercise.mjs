// What two ends do with channels between them, directly or through the server: each feature is a function of a pair.

import { check, until } from '../../check.mjs';
import { channelPeer } from './peer.mjs';

const { fill, crc } = channelPeer({ create: null });
const encoder = new TextEncoder();
export const LARGE = 262_144;

/**
 * Messages that wait behind a lost one are delivered as far as their TSNs follow one another: those behind a chunk of
 * another stream wait on, though acknowledged, until something else comes on theirs (aiortc's `pop_messages`, which
 * werift has as well).
 */
const STALLS = { loss: 'delivers what waited behind a loss with the next message' };
const NUDGE = 'nudge';
const NUDGES = 8;

/** What a stack cannot do whoever its peer is, as direct connections of two of its own showed. */
export const LIMITS = {
  werift: {
    stalls: STALLS,
    empty: { sends: 'sends nothing for an empty message and skips a stream sequence number' },
    retransmits: { order: 'opens unordered channels with limits as ordered ones' },
    // RFC 8831 section 6.7: a number is free when both sides have let it go.
    churn: { why: 'one after another: takes a number again before the other side has let it go', together: 1 },
  },
  aiortc: { stalls: STALLS },
  pion: {
    large: { sends: 'sends at most 65,535 bytes' },
    'same number': { never: 'takes a number once' },
  },
  'node-datachannel': {
    unordered: { tells: "does not tell the options of the others' channels" },
    retransmits: { tells: "does not tell the options of the others' channels" },
    lifetime: { tells: "does not tell the options of the others' channels" },
  },
};

/** A message as `send` takes it, with what must arrive. */
export function message(kind, size, seed) {
  const data = fill(kind, size, seed);
  const bytes = kind === 'binary' ? data : encoder.encode(data);
  return { kind, size, seed, expected: { t: kind === 'binary' ? 'b' : 's', n: bytes.length, c: crc(bytes) } };
}

const limits = (end, feature) => LIMITS[end.kind]?.[feature] ?? {};

/** Waits for `count` messages; what arrived. */
export async function arrivals(end, key, count, { timeout = 15_000, what = key } = {}) {
  await until(
    `${end.kind} receives ${count} on ${what}`,
    async () => {
      const got = (await end.run('received', { key, clear: false })).filter(({ x }) => x !== NUDGE);
      if (got.length >= count) return true;
      throw new Error(`${got.length}, ${JSON.stringify(await end.run('state', { key }))}`);
    },
    { timeout, every: 20 },
  );
  return (await end.run('received', { key })).filter(({ x }) => x !== NUDGE);
}

/** As `arrivals`, for what was sent one way. */
async function arrive({ from, to, fromKey, toKey }, count) {
  if (LIMITS[to.kind]?.stalls) {
    for (let nudges = 0; nudges < NUDGES; nudges++) {
      try {
        return await arrivals(to, toKey, count, { timeout: 2000 });
      } catch (error) {
        if (!error.message.includes('not within')) throw error;
        await from.run('send', { key: fromKey, text: NUDGE });
      }
    }
  }
  return arrivals(to, toKey, count);
}

/** Sends messages one way and compares kind, size, content and order. */
async function passes(way, messages) {
  const { from, to, fromKey } = way;
  for (const { kind, size, seed } of messages) await from.run('send', { key: fromKey, kind, size, seed });
  const got = await arrive(way, messages.length);
  const plain = got.map(({ t, n, c }) => ({ t, n, c }));
  const wanted = messages.map((each) => each.expected);
  check(
    JSON.stringify(plain) === JSON.stringify(wanted),
    `${from.kind} to ${to.kind}: ${JSON.stringify(plain)} instead of ${JSON.stringify(wanted)}`,
  );
}

/** Opens a channel at `a`, waits until `b` has it; the two keys and what `b` sees of the options. */
let serial = 0;
export async function openPair({ a, b, labels }, label, options) {
  const { opens, sees } = labels(label);
  const key = `${label}-${++serial}`;
  const number = await b.run('incoming', { label: sees });
  const { id } = await a.run('open', { key, label: opens, options });
  const other = `in:${sees}:${number}`;
  const state = await until(`${b.kind} gets ${sees}`, () => b.run('state', { key: other }), { every: 20 });
  return {
    id,
    state,
    forth: { from: a, to: b, fromKey: key, toKey: other },
    back: { from: b, to: a, fromKey: other, toKey: key },
  };
}

export async function closed(end, key) {
  await until(`${end.kind} sees ${key} closed`, async () => (await end.run('state', { key }))?.closed, {
    every: 20,
  });
}

async function bothWays(pair, feature, messages, label = 'pipe', options = {}) {
  const pipe = await openPair(pair, label, options);
  for (const way of [pipe.forth, pipe.back]) {
    if (!limits(way.from, feature).sends) await passes(way, messages);
  }
  return pipe;
}

async function finish({ forth, back }) {
  await forth.from.run('close', { key: forth.fromKey });
  await Promise.all([closed(forth.to, forth.toKey), closed(back.to, back.toKey)]);
}

/** Sends numbered messages and says which arrived. */
async function numbered(way, count, least, { prefix = 'n', timeout } = {}) {
  await way.from.run('send', { key: way.fromKey, count, prefix });
  const got = timeout
    ? await arrivals(way.to, way.toKey, least, { timeout })
    : await arrive(way, least);
  const mine = got.filter(({ x }) => x?.startsWith(prefix));
  check(mine.length >= least, `${way.from.kind} to ${way.to.kind}: ${mine.length} of ${count}`);
  const numbers = mine.map(({ x }) => Number(x.slice(prefix.length)));
  check(new Set(numbers).size === numbers.length, `${way.from.kind} to ${way.to.kind}: duplicates`);
  check(
    numbers.every((n) => n >= 0 && n < count),
    `${way.from.kind} to ${way.to.kind}: not sent: ${numbers}`,
  );
  return numbers;
}

/** Most of what may be lost arrives. One packet has all of it, and a busy machine loses some: then again. */
async function mostly(way, count, least) {
  for (let round = 0; round < 4; round++) {
    try {
      return await numbered(way, count, least, { prefix: `${round}n`, timeout: 3000 });
    } catch (error) {
      if (!/not within|: \d+ of \d+$/.test(error.message)) throw error;
      await way.to.run('received', { key: way.toKey });
    }
  }
  return numbered(way, count, least, { prefix: 'last' });
}

/** The channel that was opened for `b` has the options that `a` chose. */
function tells({ b }, feature, state, wanted) {
  if (limits(b, feature).tells) return;
  for (const [name, value] of Object.entries(wanted))
    check(state[name] === value, `${b.kind} is told ${name} ${state[name]} instead of ${value}`);
}

/** Each feature by its name; `pair` is {a, b, labels}. */
export const FEATURES = {
  async strings(pair) {
    await finish(
      await bothWays(pair, 'strings', [message('ascii', 12, 3), message('text', 100, 1), message('text', 5000, 7)]),
    );
  },
  async binaries(pair) {
    await finish(
      await bothWays(pair, 'binaries', [message('binary', 1, 9), message('binary', 1200, 2), message('binary', 20_000, 5)]),
    );
  },
  async empty(pair) {
    const messages = [message('text', 0, 0), message('binary', 0, 0), message('ascii', 3, 0)];
    await finish(await bothWays(pair, 'empty', messages));
  },
  async large(pair) {
    await finish(await bothWays(pair, 'large', [message('binary', LARGE, 11), message('ascii', LARGE, 4)]));
  },
  async ordered(pair) {
    const pipe = await openPair(pair, 'ordered', { protocol: 'test.v1' });
    check(pipe.state.protocol === 'test.v1', `protocol ${pipe.state.protocol}`);
    check(pipe.state.ordered === true, 'the channel is not ordered');
    await Promise.all(
      [pipe.forth, pipe.back].map(async (way) => {
        const numbers = await numbered(way, 1000, 1000);
        check(
          numbers.every((n, i) => n === i),
          `${way.from.kind} to ${way.to.kind}: out of order`,
        );
      }),
    );
    await finish(pipe);
  },
  async unordered(pair) {
    const pipe = await openPair(pair, 'unordered', { ordered: false });
    tells(pair, 'unordered', pipe.state, { ordered: false });
    await Promise.all([pipe.forth, pipe.back].map((way) => numbered(way, 200, 200)));
    await finish(pipe);
  },
  async retransmits(pair) {
    const pipe = await openPair(pair, 'retransmits', { ordered: false, maxRetransmits: 0 });
    const ordered = !!limits(pair.a, 'retransmits').order;
    tells(pair, 'retransmits', pipe.state, { ordered, maxRetransmits: 0 });
    await Promise.all([pipe.forth, pipe.back].map((way) => mostly(way, 100, 90)));
    await finish(pipe);
  },
  async lifetime(pair) {
    const pipe = await openPair(pair, 'lifetime', { maxPacketLifeTime: 900 });
    tells(pair, 'lifetime', pipe.state, { ordered: true, maxPacketLifeTime: 900 });
    await Promise.all([pipe.forth, pipe.back].map((way) => mostly(way, 100, 90)));
    await finish(pipe);
  },
  async reopen(pair) {
    const first = await openPair(pair, 'reopen', {});
    await passes(first.forth, [message('ascii', 5, 1)]);
    await finish(first);
    const second = await openPair(pair, 'reopen', {});
    await passes(second.forth, [message('ascii', 6, 2)]);
    await passes(second.back, [message('ascii', 7, 3)]);
    // The side that did not open it closes it.
    await second.back.from.run('close', { key: second.back.fromKey });
    await Promise.all([closed(pair.a, second.back.toKey), closed(pair.b, second.back.fromKey)]);
    return { same: first.id === second.id };
  },
};
