// How fast one reliable, ordered channel is from browser to browser: through the server, and directly, in turns.

import { check, observe } from '../check.mjs';
import { blankPage, connectDirectly, connectThrough } from '../data-pages.mjs';

const KIB = 1024;
const FULL = process.env.PARLEY_E2E_THROUGHPUT === 'full';

/** What the channel is kept ahead by, so that it never runs dry. */
const AHEAD = 2 * KIB * KIB;

const ROUND_TRIP_MS = 50;
const LOSS = 0.01;

export default {
  name: 'throughput',
  title: 'one channel through the server is nearly as fast as a direct one',
  measures: true,
  seconds: FULL ? 600 : 150,
  async run(t) {
    const full = FULL || t.full;
    const timing = full ? { rounds: 3, warmup: 3, seconds: 10 } : { rounds: 1, warmup: 2, seconds: 3 };
    const pages = [await blankPage(t, 'Sender', 1), await blankPage(t, 'Receiver', 2)];
    if (full) await t.quiet();

    const ways = {
      direct: () => connectDirectly(pages, null),
      server: () => through(t, pages, [null, null]),
    };
    for (const size of [64 * KIB, 256 * KIB]) {
      const rates = await compare(t, `${size / KIB} KiB`, pages, ways, { ...timing, size });
      const ratio = rates.server / rates.direct;
      check(ratio >= (full ? 0.8 : 0.5), `${size / KIB} KiB: ${describe(rates)} Mbit/s`);
      if (full) check(rates.server >= 200, `${size / KIB} KiB: ${describe(rates)} Mbit/s, not 200`);
    }

    // The same distance in all: half of it on either side of the server, or all of it on one.
    const whole = { delayMs: ROUND_TRIP_MS / 2, loss: LOSS };
    const half = { delayMs: ROUND_TRIP_MS / 4, loss: LOSS / 2 };
    let seed = 1;
    const seeded = (impairment) => ({ ...impairment, seed: seed++ });
    const far = {
      direct: () => connectDirectly(pages, seeded(whole)),
      halves: () => through(t, pages, [seeded(half), seeded(half)]),
      senderFar: () => through(t, pages, [seeded(whole), null]),
      receiverFar: () => through(t, pages, [null, seeded(whole)]),
    };
    const rates = await compare(t, `${ROUND_TRIP_MS} ms, ${LOSS * 100}% lost`, pages, far, {
      ...timing,
      warmup: timing.warmup + 2,
      seconds: full ? timing.seconds : 5,
      size: 64 * KIB,
    });
    // With some dozens of losses in a round, medians of the same thing differ by a tenth.
    for (const way of ['halves', 'senderFar', 'receiverFar'])
      check(rates[way] >= rates.direct * (full ? 0.9 : 0.5), `${way}: ${describe(rates)} Mbit/s`);
  },
};

const describe = (rates) => JSON.stringify(rates);

const through = (t, pages, impairments) => connectThrough(t.server, t.room(), pages, impairments);

/** Mbit/s of each way: medians of rounds in which all take turns. */
async function compare(t, what, pages, ways, { rounds, warmup, seconds, size }) {
  const measured = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [way, connect] of Object.entries(ways)) {
      const close = await connect();
      measured[way].push(await measure(pages, `${what}, ${way}`, { warmup, seconds, size }));
      const counts = await close();
      if (counts?.passed ?? counts?.length) t.log(`${what}, ${way}: ${JSON.stringify(counts)}`);
    }
  }
  const rates = {};
  for (const [way, values] of Object.entries(measured)) rates[way] = round(median(values), 1);
  t.figure(what, rates);
  t.log(`${what}: ${describe(rates)} Mbit/s of ${describe(measured)}`);
  return rates;
}

async function measure([from, to], what, { warmup, seconds, size }) {
  await from.evaluate(
    ([bytes, ahead]) => {
      window.lab.failure = null;
      window.lab.send(bytes, ahead).catch((error) => {
        window.lab.failure = String(error);
      });
    },
    [size, AHEAD],
  );
  await observe(warmup);
  const before = await to.evaluate(() => window.lab.mark());
  await observe(seconds);
  const after = await to.evaluate(() => window.lab.mark());
  const failure = await from.evaluate(() => {
    window.lab.sending = false;
    return window.lab.failure;
  });
  check(!failure, `${what}: sending failed: ${failure}`);
  check(after.state === 'open', `${what}: the channel is ${after.state}`);
  check(after.wrong === 0, `${what}: ${after.wrong} messages out of order`);
  check(after.bytes === after.messages * size, `${what}: ${after.bytes} bytes in ${after.messages} messages`);
  check(after.messages > before.messages, `${what}: nothing arrived, ${JSON.stringify([before, after])}`);
  return round(((after.bytes - before.bytes) * 8) / 1000 / (after.now - before.now), 1);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const round = (value, digits) => Math.round(value * 10 ** digits) / 10 ** digits;
