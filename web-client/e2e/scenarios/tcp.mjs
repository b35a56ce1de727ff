// No UDP and no relay: two browsers whose gate drops UDP reach the server by ICE-TCP.

import { check, observe } from '../check.mjs';
import { FIREWALL, Lab } from '../lab.mjs';

// While the bandwidth is still being probed, encoders let frames fall; full rate is held to in `four`.
const FIRST_SECONDS = { fps: 22 };

export default {
  name: 'tcp',
  title: 'media over ICE-TCP where UDP is blocked',
  measures: true,
  ownServer: true,
  seconds: 90,
  async run(t) {
    const lab = await Lab.open(t);
    const server = await lab.server({ set: { 'turn.enabled': false } });
    const site = await lab.site({ firewall: FIREWALL.noUdp });
    const people = await Promise.all([
      site.chromium({ name: 'Ada', id: 1 }),
      site.chromium({ name: 'Ben', id: 2 }),
    ]);
    const [ada, ben] = people;
    const room = t.room();
    for (const each of people) await each.join(server.url, room);
    await Promise.all([ada.sees(ben, { timeout: 20_000 }), ben.sees(ada, { timeout: 20_000 })]);
    await Promise.all([ada.hears(ben), ben.hears(ada)]);
    const marks = await Promise.all(people.map((each) => each.mark()));
    await observe(4);
    t.figure('ada', await ada.expectMedia(ben, marks[0], FIRST_SECONDS));
    t.figure('ben', await ben.expectMedia(ada, marks[1], FIRST_SECONDS));
    for (const each of people)
      check((await each.path()) === 'sfu-tcp', `${each.name}: data-path=${await each.path()}, not sfu-tcp`);

    await ada.goto(`${server.url}/r/${room}?name=Ada&join&path=relay`);
    await ada.inState('closed');
    check(/The server has no relay/.test(await ada.text()), 'the page does not say that there is no relay');
  },
};
