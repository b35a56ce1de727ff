// Data channels between all kinds of ends in one room: browsers with plain code and independent stacks.

import { check, until } from '../check.mjs';
import { FEATURES, LIMITS } from '../clients/channels/exercise.mjs';
import { addressed, broadcast, gather, kindsOf, negotiated } from '../clients/channels/room.mjs';
import { gauges, metric } from '../metrics.mjs';

const AT_ONCE = 6;
const CHURNED = 1000;
const DATA = /^parley_data_/;

export default {
  name: 'channels',
  title: 'data channels of browsers and independent stacks',
  ownServer: true,
  seconds: 180,
  async run(t) {
    const server = await t.ownServer();
    const { ends } = await gather(t, server, kindsOf(t));
    check(ends.length > 1, 'nobody to talk to');
    const table = new Table(ends);
    const idle = await until('the server counts everybody', async () => {
      const now = await gauges(server, DATA);
      // Each has one channel, which made its m-line.
      const counted = ['parley_data_associations', 'parley_data_channels'].every(
        (name) => now[name] === ends.length,
      );
      if (counted && now.parley_data_queued_bytes === 0) return now;
      throw new Error(JSON.stringify(now));
    });
    const seconds = stopwatch((name, taken) => t.figure(`${name}Seconds`, taken));

    // Of these stacks Firefox alone offers it (RFC 8260); all that it says and hears below goes by it.
    const interleaved = await metric(server, 'parley_data_associations_interleaved_total');
    t.figure('interleaved', interleaved);
    const firefox = ends.filter(({ kind }) => kind === 'firefox').length;
    check(interleaved === firefox, `${interleaved} associations are interleaved, of ${firefox} Firefox`);

    await eachPair(ends, async (a, b) => {
      for (const [feature, exercise] of Object.entries(FEATURES)) {
        if (table.failures.length > 30) return;
        try {
          await exercise(addressed(a, b));
          table.ok(feature, a, b);
        } catch (error) {
          table.fail(feature, `${a.kind} → ${b.kind}: ${error.message}`, a, b);
        }
      }
    });
    seconds('pairs');
    // One after another: with nobody else's channels about, a number that is free is taken again.
    for (const [i, a] of ends.entries()) {
      const b = ends[(i + 1) % ends.length];
      try {
        const { same } = await FEATURES.reopen(addressed(a, b));
        if (LIMITS[a.kind]?.['same number']) continue;
        check(same, 'it took another number');
        table.ok('same number', a);
      } catch (error) {
        table.fail('same number', `${a.kind}: ${error.message}`, a);
      }
    }
    table.without('same number', 'takes a number once');
    await broadcast(ends, (end, error) =>
      table.fail('broadcast', `${end.kind}: ${error.message}`, end),
    ).catch((error) => table.fail('broadcast', error.message, ...ends));
    table.ok('broadcast', ...ends);
    seconds('broadcast');
    try {
      table.ok('negotiated', ...(await negotiated(ends)));
    } catch (error) {
      table.fail('negotiated', error.message, ...ends);
    }
    table.without('negotiated', 'joined by WHIP, which has no message for it');
    seconds('negotiated');

    await Promise.all(
      ends.map(async (end) => {
        try {
          const numbers = await end.run('churn', {
            label: 'churn',
            count: CHURNED,
            together: LIMITS[end.kind]?.churn?.together ?? 50,
          });
          t.log(`${end.kind}: ${CHURNED} channels over ${numbers} numbers`);
          table.ok('churn', end);
        } catch (error) {
          table.fail('churn', `${end.kind}: ${error.message}`, end);
        }
      }),
    );
    seconds('churn');
    const same = async () => {
      const now = await gauges(server, DATA);
      if (JSON.stringify(now) === JSON.stringify(idle)) return true;
      throw new Error(`${JSON.stringify(now)} instead of ${JSON.stringify(idle)}`);
    };
    try {
      await until('the gauges are where they were', same, { timeout: 10_000 });
    } catch (error) {
      table.fail('nothing left', error.message, ...ends);
    }
    t.figure('gauges', idle);
    for (const end of ends) await end.leave();
    const empty = async () => {
      const now = await gauges(server, DATA);
      if (Object.values(now).every((value) => value === 0)) return true;
      throw new Error(JSON.stringify(now));
    };
    try {
      await until('nothing is left of anybody', empty, { timeout: 10_000 });
      table.ok('nothing left', ...ends);
    } catch (error) {
      table.fail('nothing left', error.message, ...ends);
    }
    table.print(t);
    check(table.failures.length === 0, table.failures.slice(0, 12).join('\n    '));
  },
};

/** Every ordered pair, some at one time. */
async function eachPair(ends, action) {
  const pairs = ends.flatMap((a) => ends.filter((b) => b !== a).map((b) => [a, b]));
  // Neighbours in the list have different ends, so that nobody has all the work at once.
  pairs.sort(
    ([a, b], [c, d]) =>
      ((ends.indexOf(b) - ends.indexOf(a) + 9) % 9) - ((ends.indexOf(d) - ends.indexOf(c) + 9) % 9),
  );
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let pair = pairs.shift(); pair; pair = pairs.shift()) await action(...pair);
    }),
  );
}

function stopwatch(say) {
  let began = performance.now();
  return (name) => {
    const now = performance.now();
    say(name, Math.round((now - began) / 100) / 10);
    began = now;
  };
}

/** Kind × feature: what failed stays failed, whoever does it well afterwards. */
class Table {
  constructor(ends) {
    this.kinds = ends.map(({ kind }) => kind);
    this.cells = new Map();
    this.failures = [];
    this.notes = new Map();
  }

  row(feature) {
    if (!this.cells.has(feature)) this.cells.set(feature, new Map());
    return this.cells.get(feature);
  }

  ok(feature, ...ends) {
    for (const { kind } of ends) if (!this.row(feature).has(kind)) this.row(feature).set(kind, 'ok');
  }

  fail(feature, message, ...ends) {
    for (const { kind } of ends) this.row(feature).set(kind, 'FAILED');
    this.failures.push(`${feature}: ${message}`);
  }

  without(feature, why) {
    for (const kind of this.kinds) {
      if (this.row(feature).has(kind)) continue;
      this.row(feature).set(kind, '-');
      this.note(kind, feature, why);
    }
  }

  note(kind, feature, why) {
    const key = `${kind}: ${why}`;
    this.notes.set(key, [...(this.notes.get(key) ?? []), feature]);
  }

  print(t) {
    for (const kind of this.kinds) {
      for (const [feature, limit] of Object.entries(LIMITS[kind] ?? {})) {
        this.note(kind, feature, Object.values(limit)[0]);
        if (this.cells.get(feature)?.get(kind) === 'ok') this.row(feature).set(kind, 'ok*');
      }
    }
    const features = [...this.cells.keys()];
    const line = (cells) => cells.map((cell, i) => cell.padEnd(i ? 12 : 17)).join('');
    t.log(line(['', ...features]));
    for (const kind of this.kinds)
      t.log(line([kind, ...features.map((feature) => this.cells.get(feature).get(kind) ?? '?')]));
    for (const [note, found] of this.notes) t.log(`* ${note} (${[...new Set(found)].join(', ')})`);
    for (const failure of this.failures) t.log(`FAILED ${failure}`);
  }
}
