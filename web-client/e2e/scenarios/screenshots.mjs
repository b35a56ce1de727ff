// Pictures of the pages with four people, wide and on a phone.

import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, until } from '../check.mjs';

const WIDE = { width: 1280, height: 720 };
const PHONE = { width: 390, height: 844 };

export default {
  name: 'screenshots',
  title: 'screenshots of home, pre-join and room',
  seconds: 120,
  async run(t) {
    const folder = t.options.screenshots ?? join(tmpdir(), 'parley-e2e-screenshots');
    mkdirSync(folder, { recursive: true });
    const room = 'team-standup';
    const people = await Promise.all(
      ['Ada', 'Ben', 'Cleo', 'Dana'].map((name, index) =>
        t.chromium({
          name,
          id: index + 1,
          viewport: index === 0 ? WIDE : { width: 640, height: 480 },
          init: { media: { id: index + 1, width: 1280, height: 720, portrait: true } },
        }),
      ),
    );
    const [ada, ...others] = people;
    await ada.goto(`${t.server.url}/`);
    await shots(ada, folder, 'home');
    for (const each of others) await each.join(t.server.url, room);
    await ada.goto(`${t.server.url}/r/${room}?name=Ada`);
    await until('the preview runs', () =>
      ada.evaluate(() => [...document.querySelectorAll('video')].some((video) => video.videoWidth > 0)),
    );
    await shots(ada, folder, 'pre-join');
    await ada.press(/\bjoin\b/i);
    await ada.connected();
    await until(
      'Ada decodes the other three',
      async () => {
        const counts = await Promise.all(
          others.map(({ name }) => ada.seen(name).then((seen) => seen.frames)),
        );
        return counts.every((frames) => frames > 60);
      },
      { timeout: 30_000 },
    );
    // One person speaks: the others are quiet.
    for (const each of [ada, people[1], people[3]]) await each.press(/^mute microphone$/i);
    await until('the others are shown as muted', () =>
      ada.evaluate(() => (document.body.innerText.match(/\bmuted\b/g) ?? []).length >= 3),
    );
    await shots(ada, folder, 'room');
    const overflow = await ada.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    check(overflow <= 0, `the room scrolls sideways by ${overflow} px`);
    t.log(`in ${folder}`);
  },
};

async function shots(person, folder, name) {
  for (const [suffix, viewport] of [
    ['phone', PHONE],
    ['wide', WIDE],
  ]) {
    await person.page.setViewportSize(viewport);
    await person.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    await person.screenshot(join(folder, `${name}-${suffix}.png`));
    const overflow = await person.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    check(overflow <= 0, `${name} (${suffix}) scrolls sideways by ${overflow} px`);
  }
}
