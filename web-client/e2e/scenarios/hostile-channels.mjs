// Ends that misuse their data channels, one after another, while two neighbours in the room exchange a hundred messages
// a second: those all arrive in time, and the server is where it was afterwards.

import { randomBytes } from 'node:crypto';
import { check, observe, percentile, until } from '../check.mjs';
import { joinBySocket, startEnd } from '../clients/channels/ends.mjs';
import { closed, LARGE } from '../clients/channels/exercise.mjs';
import { settled } from '../clients/channels/room.mjs';
import { inventory } from '../inventory.mjs';
import { gauges } from '../metrics.mjs';

const SECONDS = 4;
const QUIET_SECONDS = 2;
const PER_SECOND = 100;
/** Who floods and who is flooded have the same cores as the neighbours here. */
const LATE_MS = 50;
const HEAP_SLACK_MIB = 4;
/** Of one receiver. */
const QUEUED_LIMIT = 2_000_000;
/** What was on its way. */
const KEPT_LIMIT = 300_000;
const DATA = /^parley_data_/;

export default {
  name: 'hostile-channels',
  title: 'ends that misuse data channels cost their neighbours nothing',
  ownServer: true,
  measures: true,
  seconds: 240,
  async run(t) {
    const server = await t.ownServer();
    const room = t.room();
    let serial = 0;
    let present = [];
    /** An end that joins; attackers leave with a bang or by `leave`. */
    const join = async (kind, name = `${kind}-${++serial}`) => {
      const end = await startEnd(t, kind, { name });
      await joinBySocket(end, { server, room });
      present.push(end);
      return end;
    };
    // Not of Pion: it sends no checks while it has something to send, and consent goes by those.
    const steady = await Promise.all([join('wrtc', 'Ada'), join('wrtc', 'Ben')]);
    for (const end of steady)
      await end.run('open', { key: 'steady', label: 'steady', options: { ordered: false } });
    await settled(steady, 'steady');
    present = [];
    const before = await inventory(server);
    const idle = await gauges(server, DATA);
    const failures = [];
    for (const attack of ATTACKS) {
      try {
        // What else the machine does now is in both.
        const quiet = await pace(steady, QUIET_SECONDS);
        const under = pace(steady, attack.seconds ?? SECONDS);
        const [figures, found] = await Promise.all([under, attack({ t, server, join })]).finally(() =>
          Promise.all(present.splice(0).map((end) => end.leave())),
        );
        const figure = { ...figures, quietP99: quiet.p99, ...found };
        t.figure(attack.name, figure);
        t.log(`${attack.name}: ${JSON.stringify(figure)}`);
        check(figures.lost === 0, `${figures.lost} of the neighbours' messages were lost`);
        const limit = Math.max(LATE_MS, 3 * quiet.p99);
        check(figures.p99 <= limit, `p99 ${figures.p99} ms beside ${quiet.p99} ms in quiet`);
        await until(
          'the gauges are where they were',
          async () => {
            const now = await gauges(server, DATA);
            if (JSON.stringify(now) === JSON.stringify(idle)) return true;
            throw new Error(`${JSON.stringify(now)} instead of ${JSON.stringify(idle)}`);
          },
          { timeout: 45_000 },
        );
      } catch (error) {
        if (/is not installed/.test(error.message)) {
          t.skipPart(attack.name, error.message);
          continue;
        }
        failures.push(`${attack.name}: ${error.message}`);
        t.log(`FAILED ${failures.at(-1)}`);
      }
    }
    const after = await inventory(server);
    t.figure('heapMiB', [before.heapMiB, after.heapMiB]);
    check(failures.length === 0, failures.join('\n    '));
    check(after.heapMiB - before.heapMiB <= HEAP_SLACK_MIB, `heap ${JSON.stringify([before, after])}`);
  },
};

/** How long the messages from one to the other take. */
async function pace([from, to], seconds) {
  await to.run('received', { key: 'steady' });
  const sent = await from.run('pace', { key: 'steady', perSecond: PER_SECOND, seconds });
  await until(
    'the last has arrived',
    async () => (await to.run('received', { key: 'steady', clear: false })).length >= sent,
    {
      timeout: 3000,
    },
  ).catch(() => {});
  const got = await to.run('received', { key: 'steady' });
  const late = got.map(({ x, at }) => at - Number(x.split(' ')[1]));
  return {
    sent,
    lost: sent - got.length,
    p50: Math.round(percentile(late, 0.5) * 100) / 100,
    p99: Math.round(percentile(late, 0.99) * 100) / 100,
  };
}

/** Someone sends without an end to two; one of them stops taking it as `stall` says. */
async function stalled({ server, join }, { stall, recover, unread }) {
  const [slow, sender, other] = await Promise.all([join('pion'), join('pion'), join('pion')]);
  await sender.run('open', { key: 'bulk', label: 'bulk' });
  await other.run('open', { key: 'bulk', label: 'bulk' });
  await settled([sender, other], 'bulk');
  await other.run('discard', { key: 'bulk' });
  await slow.run('open', { key: 'bulk', label: 'bulk', unread });
  const told = [];
  slow.onSignal = (message) => message.type === 'channel-closed' && told.push(message);
  const flooding = sender.run('flood', { key: 'bulk', size: 16_384, seconds: 8 });
  await observe(1);
  stall(slow);
  const began = performance.now();
  let most = 0;
  let toldAfter = null;
  while (performance.now() - began < 8000) {
    const now = await gauges(server, /queued/);
    most = Math.max(most, ...Object.values(now));
    if (told.length > 0) toldAfter ??= Math.round(performance.now() - began);
    await observe(0.05);
  }
  const sent = await flooding;
  await until('the other has all', async () => (await other.run('count', { key: 'bulk' })) >= sent);
  const [left] = Object.values(await gauges(server, /queued/));
  recover(slow);
  check(
    told.some(({ code }) => code === 'too-slow'),
    `the slow one was told ${JSON.stringify(told)}`,
  );
  // All are counted: the two who receive, and the neighbours.
  check(most <= 2 * QUEUED_LIMIT, `${most} bytes queued`);
  check(left <= KEPT_LIMIT, `${left} bytes are kept for who lost its channel`);
  return { megabytes: Math.round((sent * 16_384) / 1e6), queued: most, left, toldAfter };
}

const ATTACKS = [
  function baseline() {
    return {};
  },
  Object.assign(
    function stopped(at) {
      return stalled(at, {
        stall: (end) => end.signal('SIGSTOP'),
        recover: (end) => end.signal('SIGCONT'),
      });
    },
    { seconds: 9 },
  ),
  Object.assign(
    function windowOfZero(at) {
      return stalled(at, { stall: () => {}, recover: () => {}, unread: true });
    },
    { seconds: 9 },
  ),
  async function tiny({ join }) {
    const [sender, receiver] = await Promise.all([join('pion'), join('pion')]);
    for (const end of [sender, receiver]) await end.run('open', { key: 'tiny', label: 'tiny' });
    await settled([sender, receiver], 'tiny');
    await receiver.run('discard', { key: 'tiny' });
    const before = await receiver.run('count', { key: 'tiny' });
    const sent = await sender.run('flood', { key: 'tiny', size: 1, seconds: SECONDS, high: 5000 });
    await until(
      'all have arrived',
      async () => (await receiver.run('count', { key: 'tiny' })) - before >= sent,
      {
        timeout: 30_000,
      },
    );
    return { messages: sent };
  },
  async function oversize({ join }) {
    // It sends what it is told.
    const sender = await join('aiortc');
    await sender.run('open', { key: 'big', label: 'big' });
    await sender.run('send', { key: 'big', kind: 'binary', size: LARGE + 1, seed: 1 });
    await closed(sender, 'big');
    return {};
  },
  async function garbage({ join }) {
    // It sends what it is told.
    const sender = await join('aiortc');
    const open = (label, protocol, rest) =>
      Buffer.concat([
        Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, label >> 8, label & 255, protocol >> 8, protocol & 255]),
        Buffer.from(rest),
      ]).toString('hex');
    const hexes = [
      '00',
      '02',
      '03',
      '0300',
      'ff',
      open(10, 0, 'short'),
      open(0, 65_535, ''),
      open(3, 3, 'abcdefgh'),
    ];
    for (let i = 0; i < 200; i++) hexes.push(randomBytes(1 + (i % 60)).toString('hex'));
    for (const [index, each] of hexes.entries())
      await sender.run('raw', { stream: 100 + index, ppid: 50, hexes: [each] });
    // Data on streams that nobody opened, of kinds that nobody knows.
    for (const ppid of [0, 51, 52, 53, 54, 56, 57, 99])
      await sender.run('raw', { stream: 900, ppid, hexes: ['00', 'c3'] });
    await observe(1);
    return { messages: hexes.length };
  },
  async function labels({ join }) {
    // It sends what it is told.
    const sender = await join('aiortc');
    let opened = 0;
    for (let i = 0; i < 20; i++) {
      const label = 'x'.repeat(65_535);
      try {
        await sender.run('open', { key: `label${i}`, label, timeout: 2000 });
        opened++;
      } catch {
        // refused is as good
      }
    }
    return { opened };
  },
  async function many({ server, join }) {
    const opener = await join('pion');
    const result = await opener.run('many', { label: 'many', count: 5000, patience: 2000 });
    const { parley_data_channels: used } = await gauges(server, DATA);
    // The neighbours have two each.
    check(used <= 1024 + 4, `${used} channels are in use`);
    return { ...result, used };
  },
  async function vanished({ join }) {
    const [gone, sender] = await Promise.all([join('pion'), join('pion')]);
    for (const end of [gone, sender]) await end.run('open', { key: 'lost', label: 'lost' });
    await settled([gone, sender], 'lost');
    const flooding = sender.run('flood', { key: 'lost', size: 1000, seconds: 2 });
    await observe(0.5);
    gone.signal('SIGKILL');
    const sent = await flooding;
    return { messages: sent };
  },
];
