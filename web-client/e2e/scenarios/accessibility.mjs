// axe-core on the three pages, in both colour schemes, and a join by keyboard alone.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { check, until } from '../check.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export default {
  name: 'accessibility',
  title: 'axe-core and keyboard',
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
    for (const colorScheme of ['light', 'dark']) {
      await ada.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const [name, open] of pages) {
        await open();
        await until(`${name} has a button`, () => ada.hasButton(/./));
        await ada.evaluate(AXE);
        const violations = await ada.evaluate(() =>
          window.axe.run(document, { resultTypes: ['violations'] }).then(({ violations: all }) =>
            all.map(({ id, impact, help, nodes }) => ({
              id,
              impact,
              help,
              nodes: nodes.slice(0, 3).map((node) => node.html.slice(0, 200)),
            })),
          ),
        );
        t.figure(`${name} ${colorScheme}`, violations.length);
        for (const each of violations) {
          t.log(
            `${name} ${colorScheme}: ${each.impact} ${each.id}: ${each.help} ${JSON.stringify(each.nodes)}`,
          );
          if (['serious', 'critical'].includes(each.impact))
            serious.push(`${name} ${colorScheme} ${each.id} ${each.nodes[0]}`);
        }
      }
    }
    await ada.press(/^leave$/i);
    await keyboardJoin(t, ada, t.room());
    check(serious.length === 0, `serious violations: ${serious.join('; ')}`);
  },
};

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
