// The WebSocket breaks and comes back: media goes on, nobody is doubled, nothing that happened meanwhile is lost.
// A browser that dies is taken out of the room.

import { check, observe, until } from '../check.mjs';
import { startProxy } from '../server.mjs';

export default {
  name: 'reconnect',
  title: 'a broken WebSocket is resumed',
  measures: true,
  seconds: 120,
  async run(t) {
    if (t.server.foreign) t.skip("needs the server's port, and --url was given");
    const room = t.room();
    const proxy = await startProxy(t.server.ports.http);
    t.defer(proxy.close);
    const people = await Promise.all([
      t.chromium({ name: 'Ada', id: 1 }),
      t.chromium({ name: 'Ben', id: 2 }),
    ]);
    const [ada, ben] = people;
    await ada.join(proxy.url, room);
    await ben.join(t.server.url, room);
    await Promise.all([ada.sees(ben), ben.sees(ada)]);
    await Promise.all([ada.hears(ben), ben.hears(ada)]);

    const marks = await Promise.all(people.map((each) => each.mark()));
    proxy.cut();
    await ada.inState('reconnecting', { timeout: 20_000 });
    await until('Ben is told that Ada is reconnecting', async () => {
      const changes = await ben.messages('participant-changed');
      return changes.some(
        ({ participant }) => participant.name === 'Ada' && participant.connection === 'reconnecting',
      );
    });
    await ada.press(/^mute microphone$/i);
    await ben.press(/^turn camera off$/i);
    await until("the server knows that Ben's camera is off", async () => {
      const id = await participantId(ben, 'Ben');
      return (await ben.evaluate(() => window.__e2e.sent)).some(
        (message) => message.type === 'mute' && message.muted && id !== null,
      );
    });
    await ben.press(/^turn camera on$/i);
    await observe(3);
    // Media goes on without signaling: no gap at Ben's, who watches Ada all the time.
    const during = await ben.seen('Ada', marks[1]);
    check(during.longestGap < 1500, `media stopped while the socket was down: ${JSON.stringify(during)}`);
    t.figure('gapWhileDown', during.longestGap);

    proxy.restore();
    const restored = performance.now();
    await ada.connected({ timeout: 20_000 });
    t.figure('backAfterMs', Math.round(performance.now() - restored));
    check((await ada.messages('resumed')).length === 1, 'the session was not resumed but made anew');
    await until('Ben knows that Ada is muted', async () => {
      const changes = (await ben.messages('participant-changed')).filter(
        ({ participant }) => participant.name === 'Ada',
      );
      const tracks = changes.at(-1)?.participant.tracks ?? [];
      return (
        tracks.find((track) => track.source === 'microphone')?.muted === true &&
        changes.at(-1).participant.connection === 'connected'
      );
    });
    await until('Ada got what she missed', async () => {
      const changes = (await ada.messages('participant-changed')).filter(
        ({ participant }) => participant.name === 'Ben',
      );
      return changes.some(({ participant }) =>
        participant.tracks.some((track) => track.source === 'camera' && track.muted),
      );
    });
    const after = await Promise.all(people.map((each) => each.now()));
    await Promise.all([ada.sees(ben, { since: after[0] }), ben.sees(ada, { since: after[1] })]);
    for (const each of people) {
      const copies = await each.evaluate(() => window.__e2e.copies);
      check(
        Object.values(copies).every((count) => count === 1),
        `${each.name} saw a second copy: ${JSON.stringify(copies)}`,
      );
      const sequence = (
        await each.evaluate(() => window.__e2e.messages.map((message) => message.seq))
      ).filter(Boolean);
      check(new Set(sequence).size === sequence.length, `${each.name} got a message twice: ${sequence}`);
    }
    check(
      JSON.stringify(await ada.evaluate(() => window.__e2e.states.map((state) => state.value))).includes(
        '"reconnecting","connected"',
      ),
      'data-state did not go from reconnecting to connected',
    );

    t.log("Ben's browser is killed");
    const session = await ben.browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const killed = performance.now();
    for (const { id } of processInfo) process.kill(id, 'SIGKILL');
    await until('Ben is gone after his browser died', async () => !(await ada.others()).includes('Ben'), {
      timeout: 40_000,
      every: 250,
    });
    t.figure('deadGoneAfterMs', Math.round(performance.now() - killed));
  },
};

async function participantId(person, name) {
  const [welcome] = await person.messages('welcome');
  return welcome?.participant.name === name ? welcome.participant.id : null;
}
