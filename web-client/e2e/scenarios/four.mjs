// Three Chromium and one Firefox: everybody decodes everybody at full rate with the right pictures and tones; one
// leaves, comes back and is seen again.

import { check, observe, until } from '../check.mjs';
import { firefoxPath } from '../firefox.mjs';

// Small pages: browsers without a graphics card paint on the cores that encode and decode.
const VIEWPORT = { width: 800, height: 600 };

export default {
  name: 'four',
  title: 'three Chromium and one Firefox in one room',
  measures: true,
  seconds: 120,
  async run(t) {
    const room = t.room();
    await t.quiet();
    const chromiums = Math.max(1, Math.min(3, t.cores - 1));
    if (chromiums < 3) t.log(`${t.cores} cores: ${chromiums} Chromium instead of 3`);
    const opening = ['Ada', 'Ben', 'Cleo']
      .slice(0, chromiums)
      .map((name, index) => t.chromium({ name, id: index + 1, viewport: VIEWPORT }));
    if (firefoxPath()) opening.push(t.firefox({ name: 'Finn', id: 4, viewport: VIEWPORT }));
    else t.skipPart('firefox', 'Firefox is not installed');
    const people = await Promise.all(opening);
    for (const each of people) await each.join(t.server.url, room);
    await Promise.all(
      people.flatMap((each) => others(people, each).map((other) => each.sees(other, { timeout: 20_000 }))),
    );
    t.log('everybody sees everybody');
    await Promise.all(
      people.flatMap((each) => others(people, each).map((other) => each.hears(other, { timeout: 20_000 }))),
    );
    t.log('everybody hears everybody');

    const seconds = t.full ? 60 : 20;
    const marks = await Promise.all(people.map((each) => each.mark()));
    await observe(seconds);
    const rows = await Promise.all(
      people.flatMap((each, index) =>
        others(people, each).map(async (other) => {
          return { of: `${other.name} at ${each.name}`, ...(await each.expectMedia(other, marks[index])) };
        }),
      ),
    );
    for (const row of rows) t.log(JSON.stringify(row));
    t.figure('seconds', seconds);
    t.figure('fpsLowest', Math.min(...rows.map((row) => row.fps)));
    t.figure('gapLongest', Math.max(...rows.map((row) => row.longestGap)));
    t.figure(
      'unreadable',
      rows.reduce((sum, row) => sum + row.unreadable, 0),
    );

    const [leaver, ...stayers] = people;
    await leaver.press(/^leave$/i);
    await Promise.all(
      stayers.map((each) =>
        until(
          `${leaver.name} is gone at ${each.name}`,
          async () => {
            return !(await each.others()).includes(leaver.name);
          },
          { timeout: 5000 },
        ),
      ),
    );
    const since = await Promise.all(stayers.map((each) => each.now()));
    await leaver.join(t.server.url, room);
    await Promise.all([
      ...stayers.map((each, index) => each.sees(leaver, { since: since[index] })),
      ...stayers.map((each, index) => each.hears(leaver, { since: since[index] })),
      ...stayers.map((each) => leaver.sees(each)),
    ]);
    for (const each of people) {
      const copies = await each.evaluate(() => window.__e2e.copies);
      check(
        Object.values(copies).every((count) => count === 1),
        `${each.name} saw a second copy: ${JSON.stringify(copies)}`,
      );
    }
    t.log(`${leaver.name} left, came back and is seen again`);
  },
};

const others = (people, one) => people.filter((each) => each !== one);
