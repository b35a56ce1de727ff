// axe-core on the pages, in both colour schemes, with the chat in every state, and a join by keyboard alone.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { check, until } from '../check.mjs';
import { openGallery } from '../gallery.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export default {
  name: 'accessibility',
  title: 'axe-core and keyboard',
  seconds: 180,
  async run(t) {
    const room = t.room();
    const ada = await t.chromium({ name: 'Ada', id: 1 });
    const ben = await t.chromium({ name: 'Ben', id: 2 });
    await ben.join(t.server.url, room);
    const serious = [];
    const pages = [
      ['home', () => ada.goto(`${t.server.url}/`)],
      ['pre-join', () => ada.goto(`${t.server.url}/r/${room}?name=Ada`)],
      ['room', () => ada.join(t.server.url, room).then(() => ada.sees(ben))],
    ];
    const chat = async () => {
      await ada.press(/^chat\b/i);
      await until('the chat is open', () =>
        ada.evaluate(() => Boolean(document.querySelector('aside[data-panel="chat"] textarea'))),
      );
    };
    for (const colorScheme of ['light', 'dark']) {
      await ada.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const [name, open] of [...pages, ['chat', chat]]) {
        await open();
        await until(`${name} has a button`, () => ada.hasButton(/./));
        serious.push(...(await violations(t, ada, `${name} ${colorScheme}`)));
      }
    }
    await ada.press(/^leave$/i);
    await keyboardJoin(t, ada, t.room());
    await ada.press(/^leave$/i);
    serious.push(...(await stagedChat(t, ada)));
    check(serious.length === 0, `serious violations: ${serious.join('; ')}`);
  },
};

/** What axe finds; the serious part of it is returned. */
async function violations(t, person, name) {
  await person.evaluate(AXE);
  const found = await person.evaluate(() =>
    window.axe.run(document, { resultTypes: ['violations'] }).then(({ violations: all }) =>
      all.map(({ id, impact, help, nodes }) => ({
        id,
        impact,
        help,
        nodes: nodes.slice(0, 3).map((node) => node.html.slice(0, 200)),
      })),
    ),
  );
  t.figure(name, found.length);
  for (const { id, impact, help, nodes } of found)
    t.log(`${name}: ${impact} ${id}: ${help} ${JSON.stringify(nodes)}`);
  return found
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => `${name} ${id} ${nodes[0]}`);
}

/** Messages of all kinds, a file in each state, notices, and names that are traps. */
async function stagedChat(t, person) {
  const page = await fetch(t.server.url);
  const gallery = await openGallery(t, page.headers.get('content-security-policy'));
  const serious = [];
  for (const [width, height] of [
    [1280, 720],
    [320, 568],
  ]) {
    await person.page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark']) {
      await person.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const scene of ['talk', 'files', 'closed', 'empty', 'hostile', 'reader']) {
        const name = `chat ${scene} ${width} ${colorScheme}`;
        await person.goto(gallery(scene));
        await until(`${name} is there`, () =>
          person.evaluate(() => Boolean(document.querySelector('.peek, textarea'))),
        );
        serious.push(...(await violations(t, person, name)));
        const { overflow, small, broken } = await person.evaluate(measurePage);
        check(overflow <= 0, `${name} scrolls sideways by ${overflow} px`);
        check(small.length === 0, `${name} has targets under 24 px: ${small}`);
        check(!broken, `${name}: a name or a message was run`);
      }
    }
  }
  return serious;
}

function measurePage() {
  const { scrollWidth, clientWidth } = document.documentElement;
  const small = [...document.querySelectorAll('button, select, textarea')]
    .filter((element) => element.getClientRects().length > 0)
    .map((element) => ({ element, box: element.getBoundingClientRect() }))
    .filter(({ box }) => Math.min(box.width, box.height) < 24)
    .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width}x${box.height}`);
  return { overflow: scrollWidth - clientWidth, small, broken: window.broken };
}

async function keyboardJoin(t, person, room) {
  const { keyboard } = person.page;
  const tabTo = async (what, matches) => {
    for (let i = 0; i < 25; i++) {
      const focused = await person.evaluate(() => {
        const element = document.activeElement;
        const label =
          element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent ?? '';
        return {
          tag: element.tagName,
          type: element.type ?? '',
          label: label.trim(),
          outline: getComputedStyle(element).outlineStyle,
          shadow: getComputedStyle(element).boxShadow,
        };
      });
      if (matches(focused)) {
        check(
          focused.outline !== 'none' || focused.shadow !== 'none',
          `${what} shows no focus: ${JSON.stringify(focused)}`,
        );
        return;
      }
      await keyboard.press('Tab');
    }
    check(false, `${what} is not reached by Tab`);
  };
  const isText = ({ tag, type }) => tag === 'INPUT' && ['text', 'search', ''].includes(type);
  await person.goto(`${t.server.url}/`);
  await until('the home page is there', () => person.hasButton(/./));
  await tabTo("the room's name", isText);
  await keyboard.press('Control+A');
  await keyboard.type(room);
  await keyboard.press('Enter');
  await until("the room's page", () =>
    person.evaluate((wanted) => location.pathname === `/r/${wanted}`, room),
  );
  await until('a join button', () => person.hasButton(/\bjoin\b/i));
  await tabTo("one's own name", isText);
  await keyboard.press('Control+A');
  await keyboard.type('Keyboard');
  await keyboard.press('Enter');
  await person.connected();
  await tabTo('the microphone button', ({ label }) => /^mute microphone$/i.test(label));
  await keyboard.press('Space');
  await until('the microphone is muted by keyboard', async () => {
    const sent = await person.evaluate(() => window.__e2e.sent);
    return sent.some((message) => message.type === 'mute' && message.muted);
  });
}
