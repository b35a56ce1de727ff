// Two browsers see and hear each other through the server; one leaves.

import { check, observe, until } from '../check.mjs';

// While the bandwidth is still being probed, encoders let frames fall; full rate is held to in `four`.
const FIRST_SECONDS = { fps: 22 };

export default {
  name: 'two',
  title: 'two Chromium in one room',
  measures: true,
  seconds: 60,
  async run(t) {
    const room = t.room();
    await t.quiet();
    const people = await Promise.all([
      t.chromium({ name: 'Ada', id: 1 }),
      t.chromium({ name: 'Ben', id: 2 }),
    ]);
    const [ada, ben] = people;
    await Promise.all(people.map((each) => each.join(t.server.url, room)));
    await Promise.all([ada.sees(ben), ben.sees(ada)]);
    await Promise.all([ada.hears(ben), ben.hears(ada)]);
    const marks = await Promise.all(people.map((each) => each.mark()));
    await observe(4);
    t.figure('ada', await ada.expectMedia(ben, marks[0], FIRST_SECONDS));
    t.figure('ben', await ben.expectMedia(ada, marks[1], FIRST_SECONDS));
    for (const each of people) {
      check((await each.path()) === 'sfu-udp', `${each.name}: data-path=${await each.path()}, not sfu-udp`);
      const [transport] = await each.transport();
      t.figure('srtp', transport.srtp);
      t.figure('codecs', [...new Set(transport.codecs)].join(' '));
    }
    for (const label of [/^mute microphone$/i, /^turn camera off$/i, /^share screen$/i, /^leave$/i]) {
      check(await ada.hasButton(label), `no button named ${label} in the room`);
    }
    await ben.press(/^leave$/i);
    await until("Ben is gone from Ada's page", async () => !(await ada.others()).includes('Ben'), {
      timeout: 5000,
    });
  },
};
