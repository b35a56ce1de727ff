// A room of ends: who joins how, and what all of them do at once.

import { check, until } from '../../check.mjs';
import { joinBySocket, joinByItself, joinByWhip, KINDS, startEnd } from './ends.mjs';
import { arrivals, closed, message } from './exercise.mjs';

/** By what each kind joins; browsers do it themselves. */
const WAYS = {
  chromium: (end, at) => joinByItself(end, at),
  firefox: (end, at) => joinByItself(end, at),
  werift: (end, at) => joinByWhip(end, at),
  wrtc: (end, at) => joinBySocket(end, at),
  'node-datachannel': (end, at) => joinBySocket(end, at),
  aiortc: (end, at) => joinByWhip(end, { ...at, audio: true }),
  pion: (end, at) => joinBySocket(end, { ...at, audio: true }),
};

/** Starts what is there of the wanted kinds and joins them to one room. */
export async function gather(t, server, wanted) {
  const room = t.room();
  const ends = await Promise.all(
    wanted.map(async (kind) => {
      try {
        return await startEnd(t, kind, { page: server.url });
      } catch (error) {
        t.skipPart(kind, error.message);
        return null;
      }
    }),
  );
  const there = ends.filter(Boolean);
  await Promise.all(
    there.map(async (end) => {
      try {
        await WAYS[end.kind](end, { server, room });
      } catch (error) {
        throw new Error(`${end.kind} does not join: ${error.message}`);
      }
    }),
  );
  await name(server, room, there);
  return { room, ends: there };
}

/** Every end learns the others' ids from somebody who has a socket. */
async function name(server, room, ends) {
  const observer = ends.find(({ kind }) => kind === 'chromium' || kind === 'firefox');
  const members = await until('everybody is there', async () => {
    const all = observer ? await observer.run('members') : ends.find((end) => end.members).members;
    return ends.every((end) => all[end.name] || end.id) && all;
  });
  for (const end of ends) end.id ??= members[end.name];
}

export const kindsOf = (t) =>
  Object.keys(KINDS).filter((kind) => !t.options.clients || t.options.clients.split(',').includes(kind));

/** An addressed channel: what the opener writes and what the other one is offered. */
export const addressed = (a, b) => ({
  a,
  b,
  labels: (label) => ({ opens: `${label}@${b.id}`, sees: `${label}@${a.id}` }),
});

/** What must arrive at a channel of `+from`, as `sender:content`. */
function attributed({ t, x, h }) {
  if (t === 's') {
    const at = x.indexOf('\n');
    return `${x.slice(0, at)} s ${x.slice(at + 1)}`;
  }
  const id = String.fromCharCode(...h.slice(1, 1 + h[0]));
  return `${id} b ${h.slice(1 + h[0]).join()}`;
}

/** Broadcast: each says four things to all others; with `+from` each knows by whom. */
export async function broadcast(ends, failed) {
  const options = [{}, { ordered: false }, { maxRetransmits: 5 }, { maxPacketLifeTime: 3000 }];
  const labels = [
    ['plain', ''],
    ['told', 'test.v1+from'],
  ];
  for (const [label, protocol] of labels) {
    // Each end chooses for itself how it is sent to.
    await Promise.all(
      ends.map((end, i) => end.run('open', { key: label, label, options: { ...options[i % 4], protocol } })),
    );
  }
  // A channel is open here before the server has seen that of the slowest.
  await settled(ends, 'plain');
  const contents = (end) => {
    const all = [
      { kind: 'text', text: `from ${end.kind} äß😀`, as: ` s from ${end.kind} äß😀` },
      { ...message('binary', 20, 7), as: ` b ${[...message20()].join()}` },
    ];
    // What an empty message does to werift's channel is written down in LIMITS.
    if (end.kind !== 'werift')
      all.push({ kind: 'text', text: '', as: ' s ' }, { kind: 'binary', size: 0, as: ' b ' });
    return all;
  };
  for (const [label] of labels) {
    for (const end of ends)
      for (const { as, expected, ...each } of contents(end)) await end.run('send', { key: label, ...each });
  }
  await Promise.all(
    ends.map(async (end) => {
      const others = ends.filter((each) => each !== end);
      const wanted = others.flatMap((each) => contents(each).map(({ as }) => each.id + as));
      try {
        const told = await arrivals(end, 'told', wanted.length);
        same(told.map(attributed), wanted, `${end.kind} is told`);
        const plain = await arrivals(end, 'plain', wanted.length);
        const bare = others.flatMap((each) => contents(each).map(({ as }) => as));
        same(
          plain.map(({ t, x, h }) => (t === 's' ? ` s ${x}` : ` b ${(h ?? []).join()}`)),
          bare,
          `${end.kind} receives`,
        );
      } catch (error) {
        failed(end, error);
      }
    }),
  );
  for (const [label] of labels) {
    await Promise.all(
      ends.map(async (end) => {
        await end.run('close', { key: label });
        await closed(end, label);
      }),
    );
  }
}

const message20 = () => Uint8Array.from({ length: 20 }, (_, i) => (7 * 31 + i * 7) & 255);

function same(got, wanted, what) {
  check(
    JSON.stringify([...got].sort()) === JSON.stringify([...wanted].sort()),
    `${what} ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`,
  );
}

/** Everybody hears everybody on `label`: only then the server has all channels. What arrived is forgotten. */
export async function settled(ends, key) {
  await until(
    `all are open on ${key}`,
    async () => {
      const before = await Promise.all(ends.map((end) => end.run('count', { key })));
      await Promise.all(ends.map((end) => end.run('send', { key, text: 'there?' })));
      await until('heard', async () => {
        const now = await Promise.all(ends.map((end) => end.run('count', { key })));
        return now.every((count, i) => count - before[i] >= ends.length - 1);
      }, { timeout: 1000, every: 20 });
      return true;
    },
    { every: 50 },
  );
  await Promise.all(ends.map((end) => end.run('received', { key })));
}

/** Channels that are negotiated by number, closed and used again. */
export async function negotiated(ends) {
  const able = ends.filter((end) => end.tell);
  if (able.length < 2) return [];
  const numbers = new Map(able.map((end, i) => [end, 700 + i]));
  const open = async (end, round) => {
    const id = numbers.get(end);
    await end.tell({
      type: 'channels',
      channels: [{ id, label: 'agreed', protocol: 'test.v1', ordered: true }],
    });
    await end.run('open', { key: `agreed${round}`, label: 'agreed', options: { negotiated: true, id, protocol: 'test.v1' } });
  };
  for (const round of [0, 1]) {
    const key = `agreed${round}`;
    await Promise.all(able.map((end) => open(end, round)));
    await settled(able, key);
    for (const end of able) await end.run('send', { key, text: `${end.kind} ${round}` });
    for (const end of able) {
      const got = (await arrivals(end, key, able.length - 1)).map(({ x }) => x);
      same(
        got,
        able.filter((each) => each !== end).map((each) => `${each.kind} ${round}`),
        `${end.kind} on a negotiated channel`,
      );
    }
    for (const end of able) await end.run('close', { key });
    for (const end of able) await closed(end, key);
    // The list is the whole: without it the number is free.
    for (const end of able) await end.tell({ type: 'channels', channels: [] });
  }
  return able;
}
