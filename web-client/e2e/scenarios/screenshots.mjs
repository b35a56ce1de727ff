// Pictures of the pages with four people, and of their chat, wide and on a phone, light and dark.

import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChatSteps } from '../chat-steps.mjs';
import { check, until } from '../check.mjs';
import { openGallery } from '../gallery.mjs';

const WIDE = { width: 1280, height: 720 };
const PHONE = { width: 390, height: 844 };
/** The picture of the chat in the README: some of the stage, and the panel. */
const README = { x: 444, y: 52, width: 836, height: 832 };

export default {
  name: 'screenshots',
  title: 'screenshots of home, pre-join and room',
  seconds: 240,
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
    await chat(people, folder);
    await stagedChat(t, ada, folder);
    t.log(`in ${folder}`);
  },
};

/** What two of them write, and files on their way. */
async function chat(people, folder) {
  const [ada, ben, cleo] = people.map((each) => new ChatSteps(each));
  await ada.person.page.setViewportSize(WIDE);
  for (const each of [ada, ben, cleo]) await each.open();
  await ben.write('Good morning! The build is green again.');
  await ben.write('Notes of yesterday: https://wiki.example.org/notes');
  await ada.reads('Ben', 'Notes of yesterday: https://wiki.example.org/notes');
  await ada.write('Thanks, I will read them after the call.');
  await cleo.reads('Ada', 'Thanks, I will read them after the call.');
  await ben.choose('Ada');
  await ben.offer('choose', [
    { name: 'Release notes 2.0.pdf', size: 812_000, seed: 1, type: 'application/pdf' },
    { name: 'recording.webm', size: 96_000_000, seed: 2, type: 'video/webm' },
  ]);
  await ada.answer('Release notes 2.0.pdf', 'Accept');
  await ada.becomes('Release notes 2.0.pdf', 'done');
  await ada.answer('recording.webm', 'Accept');
  await ada.person.page.setViewportSize({ width: WIDE.width, height: 960 });
  await until('a part of it is there', async () => (await ada.transfer('recording.webm')).progress >= 20, {
    every: 20,
  });
  await ada.person.evaluate(() => document.activeElement.blur());
  await ada.person.page.screenshot({ path: join(folder, 'readme-chat.png'), clip: README });
  await ada.answer('recording.webm', 'Pause');
  await ada.becomes('recording.webm', 'paused');
  await ben.offer('choose', [{ name: 'photos.zip', size: 9_300_000, seed: 3, type: 'application/zip' }]);
  await ada.becomes('photos.zip', 'offered');
  await cleo.write('Who takes the demo on Friday?');
  await ada.reads('Cleo', 'Who takes the demo on Friday?');
  // For the eye alone: without the ring of the focus.
  await ada.person.evaluate(() => document.activeElement.blur());
  await shots(ada.person, folder, 'chat');
  await ada.person.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await shots(ada.person, folder, 'chat-dark');
  await ada.person.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  await ada.person.page.setViewportSize(WIDE);
  await ada.answer('recording.webm', 'Cancel');
  await ada.person.page.keyboard.press('Escape');
  await ben.write('It is all in the notes, the demo too.');
  await until('Ada has a word of it', () =>
    ada.person.evaluate(() => document.querySelector('.peek-open') !== null),
  );
  await shots(ada.person, folder, 'chat-closed');
}

/** Every state at once. */
async function stagedChat(t, person, folder) {
  const page = await fetch(t.server.url);
  const gallery = await openGallery(t, page.headers.get('content-security-policy'));
  for (const scene of ['talk', 'files', 'hostile', 'reader']) {
    await person.goto(gallery(scene));
    await until(`${scene} is there`, () =>
      person.evaluate(() => document.querySelector('textarea') !== null),
    );
    await shots(person, folder, `staged-${scene}`);
  }
}

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
