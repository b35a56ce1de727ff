// Networks that let little pass: Chromium and Firefox behind one gate reach the room through the relay, by what the
// gate leaves open.

import { check, until } from '../check.mjs';
import { FIREWALL, Lab } from '../lab.mjs';

const WAYS = [
  { name: 'relay only', relayOnly: true, firewall: FIREWALL.open, path: /^sfu-relay$/, by: 'udp' },
  { name: 'relay only, no UDP', relayOnly: true, firewall: FIREWALL.noUdp, path: /^sfu-relay$/, by: 'tcp' },
  {
    name: 'relay only, HTTPS only',
    relayOnly: true,
    firewall: FIREWALL.httpsOnly,
    path: /^sfu-relay$/,
    by: 'tls',
  },
  // Media's own TCP port or a relay by TCP: the browser takes what answers first.
  { name: 'no UDP', firewall: FIREWALL.noUdp, path: /^sfu-(tcp|relay)$/ },
  { name: 'no UDP, no media port', firewall: FIREWALL.noUdpNoMedia, path: /^sfu-relay$/, by: 'tcp' },
  { name: 'HTTPS only', firewall: FIREWALL.httpsOnly, path: /^sfu-relay$/, by: 'tls' },
];

const WITHIN_MS = 3000;

export default {
  name: 'relay',
  title: 'the room is reached through the relay where little else passes',
  measures: true,
  ownServer: true,
  seconds: 150,
  async run(t) {
    const lab = await Lab.open(t);
    const server = await lab.server();
    const site = await lab.site();
    const people = await Promise.all([
      site.chromium({ name: 'Ada', id: 1 }),
      site.firefox({ name: 'Ben', id: 2 }),
    ]);
    for (const way of WAYS) {
      await site.firewall(way.firewall);
      const room = t.room();
      const query = way.relayOnly ? '&path=relay' : '';
      await Promise.all(people.map((each) => each.join(server.url, room, { query })));
      const times = await seeEachOther(people);
      t.figure(way.name, times);
      await Promise.all([people[0].hears(people[1]), people[1].hears(people[0])]);
      for (const each of people) await expectWay(each, way);
      for (const [name, ms] of Object.entries(times))
        check(ms <= WITHIN_MS, `${way.name}: ${name} saw the other ${ms} ms after both had joined`);
    }
  },
};

/** Milliseconds from the later of the two joins to the first frame of the other, for each of them. */
async function seeEachOther(people) {
  const [ada, ben] = people;
  await Promise.all([ada.sees(ben), ben.sees(ada)]);
  const moments = await Promise.all(
    people.map((each) =>
      each.evaluate(() => {
        const { sent, videos } = window.__e2e;
        const [other] = Object.values(videos).filter(({ firstAt }) => firstAt !== null);
        const { timeOrigin } = performance;
        return {
          joined: timeOrigin + sent.find(({ type }) => type === 'join').at,
          seen: timeOrigin + other.firstAt,
        };
      }),
    ),
  );
  const began = Math.max(...moments.map(({ joined }) => joined));
  return Object.fromEntries(people.map(({ kind }, i) => [kind, Math.round(moments[i].seen - began)]));
}

async function expectWay(person, { name, path, by }) {
  const what = `${name}, ${person.kind}`;
  // Better ways may be found a moment after the first that worked.
  await until(
    `${what}: data-path=${path}`,
    async () => {
      const now = await person.path();
      if (path.test(now)) return true;
      throw new Error(now);
    },
    { timeout: 8000 },
  );
  if (!by) return;
  const [transport] = await person.transport();
  const { type, relayProtocol } = transport;
  check(type === 'relay', `${what}: the selected candidate is ${type}`);
  check(
    relayProtocol === undefined || relayProtocol === by,
    `${what}: relayed by ${relayProtocol}, not ${by}`,
  );
  const badge = `Relay · ${by.toUpperCase()}`;
  check((await person.text()).includes(badge), `${what}: the page does not say “${badge}”`);
}
