// People write to each other: over data channels, over the socket where there are none, to everybody and to one. Nothing is
// lost or doubled when a socket breaks, and everybody reads the same in the same order.

import { check, until } from '../check.mjs';
import { firefoxPath } from '../firefox.mjs';
import { startProxy } from '../server.mjs';

export default {
  name: 'chat',
  title: 'chat over data channels and sockets, through a broken socket',
  seconds: 120,
  async run(t) {
    if (t.server.foreign) t.skip("needs the server's port, and --url was given");
    const proxy = await startProxy(t.server.ports.http);
    t.defer(proxy.close);
    const second = firefoxPath() ? t.firefox : t.chromium;
    const people = await Promise.all([
      t.chromium({ name: 'Ada', id: 1 }),
      second({ name: 'Ben', id: 2 }),
      t.chromium({ name: 'Cleo', id: 3, init: { noDataChannels: true } }),
    ]);
    const [ada, ben, cleo] = people;
    const room = t.room();
    await ada.join(proxy.url, room);
    await Promise.all([ben, cleo].map((each) => each.join(t.server.url, room)));
    await Promise.all(people.map((each) => each.openChat()));
    for (const [one, other] of [
      [ada, ben],
      [ben, ada],
    ])
      await until(`${one.name} knows that ${other.name} has data channels`, () => one.hasData(other.name));
    check(!(await ada.hasData('Cleo')), 'Cleo has data channels');

    await ada.say('hello from Ada');
    await everybodyHas(people, 1);
    await ben.say('<b>hello</b> from Ben');
    await everybodyHas(people, 2);
    await cleo.say('hello by the socket');
    const texts = await everybodyHas(people, 3);
    check(texts[1] === 'Ben: <b>hello</b> from Ben', `markup was read as such: ${texts[1]}`);

    await ada.sayTo('Ben', 'between us');
    await until('Ben has it', async () => (await ben.conversation()).at(-1)?.text === 'between us');
    await ada.sayTo(null, 'everybody again');
    await until('Cleo has what came after', async () => (await cleo.conversation()).length === 4);
    check(
      !JSON.stringify(await cleo.conversation()).includes('between us'),
      'a private message was told to all',
    );

    // The socket is gone; the channel carries on both ways.
    proxy.cut();
    await ada.inState('reconnecting', { timeout: 20_000 });
    await ben.say('while the socket is down');
    await ada.say('still here');
    await cleo.say('by the socket once more');
    const rest = ['while the socket is down', 'still here', 'by the socket once more'];
    await until(
      'all of it is there while the socket is down',
      async () => {
        const now = await Promise.all(people.map(async (each) => (await each.conversation()).slice(-3)));
        return now.every((each) => rest.every((text) => each.some((message) => message.text === text)));
      },
      { timeout: 5000 },
    );
    t.figure('while the socket is down', 'both ways');
    proxy.restore();
    await ada.connected({ timeout: 20_000 });
    await ada.say('and back');
    const all = await everybodyHas([ada, ben], 9);
    await until('Cleo has all but what was private', async () => (await cleo.conversation()).length === 8);
    check(new Set(all).size === all.length, `something was said twice: ${all}`);
    t.figure('messages', all.length);
    for (const each of people) {
      const bad = (await each.conversation()).filter(({ state }) => state !== 'sent');
      check(bad.length === 0, `${each.name}: ${JSON.stringify(bad)}`);
    }
  },
};

/** Everybody has so many messages, the same in the same order. */
async function everybodyHas(people, count) {
  const read = () =>
    Promise.all(
      people.map(async (each) => (await each.conversation()).map(({ from, text }) => `${from}: ${text}`)),
    );
  await until(`${people.map(({ name }) => name)} have ${count} messages`, async () => {
    const now = await read();
    if (now.every((texts) => texts.length === count)) return true;
    throw new Error(JSON.stringify(now));
  });
  const [first, ...others] = await read();
  for (const other of others)
    check(JSON.stringify(other) === JSON.stringify(first), `not the same: ${first} and ${other}`);
  return first;
}
