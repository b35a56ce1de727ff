// What happens to a call while it lasts: the network goes away for five seconds, the server gets another TURN secret, UDP
// is closed for good. The people have to do nothing, and the page finds the way that is left.

import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, observe, until } from '../check.mjs';
import { FIREWALL, Lab } from '../lab.mjs';

export default {
  name: 'blackout',
  title: 'a call survives a blackout, a reload and the closing of UDP, relayed or not',
  measures: true,
  ownServer: true,
  seconds: 150,
  async run(t) {
    const lab = await Lab.open(t);
    const config = join(t.folder, 'parley.yaml');
    const first = 'the first secret of the lab';
    writeFileSync(config, `turn:\n  secret: ${first}\n`);
    const server = await lab.server({ config });
    const site = await lab.site();
    const people = await Promise.all([
      site.chromium({ name: 'Ada', id: 1 }),
      site.chromium({ name: 'Ben', id: 2 }),
    ]);
    const call = async (query) => {
      await site.firewall(FIREWALL.open);
      const room = t.room();
      await Promise.all(people.map((each) => each.join(server.url, room, { query })));
      await seeEachOther(people);
    };

    await call('&path=relay');
    await expectPath(people, /^sfu-relay$/);
    await site.firewall(FIREWALL.blackout);
    await observe(5);
    await site.firewall(FIREWALL.open);
    t.figure('relayed, back from the blackout', await backAfter(people));
    check(
      (await recovered(people)).every(({ joins }) => joins === 1),
      'somebody had to join again',
    );

    // Whoever has a relay keeps it; the new secret signs what the next ones are given.
    const second = 'the second secret of the lab';
    writeFileSync(config, `turn:\n  secret: ${second}\n  previousSecrets: ["${first}"]\n`);
    process.kill(server.pid, 'SIGHUP');
    await until('the new secret signs', async () => signedBy(await iceServers(people[0]), second));
    t.figure('after the reload', await backAfter(people));

    await site.firewall(FIREWALL.noUdp);
    t.figure('relayed, UDP closed', await backAfter(people));
    await expectPath(people, /^sfu-relay$/);
    t.figure('relayed, how', await recovered(people));

    await call('');
    await expectPath(people, /^sfu-udp$/);
    await site.firewall(FIREWALL.noUdp);
    t.figure('UDP closed', await backAfter(people));
    t.figure('how', await recovered(people));
    await expectPath(people, /^sfu-(tcp|relay)$/);
    await site.firewall(FIREWALL.noUdpNoMedia);
    t.figure('and ICE-TCP', await backAfter(people));
    await expectPath(people, /^sfu-relay$/);
  },
};

/** What the page would be given now. */
function iceServers(person) {
  return person.evaluate(async () => (await (await fetch('/api/ice-servers')).json()).iceServers);
}

function signedBy(servers, secret) {
  const { username, credential } = servers.find((server) => server.username);
  return credential === createHmac('sha1', secret).update(username).digest('base64');
}

async function seeEachOther([ada, ben]) {
  await Promise.all([ada.sees(ben), ben.sees(ada)]);
}

/** Milliseconds until each sees the other again, steadily. */
async function backAfter(people) {
  const [ada, ben] = people;
  const began = performance.now();
  const marks = await Promise.all(people.map((each) => each.now()));
  await Promise.all(
    [
      [ada, ben, marks[0]],
      [ben, ada, marks[1]],
    ].map(async ([one, other, since]) => {
      // What is still on its way does not count.
      await observe(0.5);
      await one.sees(other, { since: since + 500, frames: 10, timeout: 25_000 });
    }),
  );
  return Math.round(performance.now() - began);
}

async function recovered(people) {
  return Promise.all(
    people.map((each) =>
      each.evaluate(() => ({
        offers: window.__e2e.sent.filter(({ type }) => type === 'offer').length,
        joins: window.__e2e.sent.filter(({ type }) => type === 'join').length,
        peers: window.__e2e.peers.length,
        states: window.__e2e.states.map(({ value }) => value).join(' '),
      })),
    ),
  );
}

async function expectPath(people, path) {
  for (const each of people)
    await until(
      `${each.name}: data-path=${path}`,
      async () => {
        const now = await each.path();
        if (path.test(now)) return true;
        throw new Error(now);
      },
      { timeout: 8000 },
    );
}
