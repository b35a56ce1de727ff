// The server stops and starts again; the clients find their way back by themselves.

import { check, until } from '../check.mjs';
import { startServer } from '../server.mjs';

export default {
  name: 'restart',
  title: 'the clients rejoin after a restart of the server',
  ownServer: true,
  seconds: 120,
  async run(t) {
    const first = await t.ownServer();
    const room = t.room();
    const people = await Promise.all([
      t.chromium({ name: 'Ada', id: 1 }),
      t.chromium({ name: 'Ben', id: 2 }),
    ]);
    const [ada, ben] = people;
    for (const each of people) await each.join(first.url, room);
    await Promise.all([ada.sees(ben), ben.sees(ada)]);
    const stopping = performance.now();
    const code = await first.stop();
    t.figure('stopMs', Math.round(performance.now() - stopping));
    check(code === 0, `exit code ${code} after SIGTERM, see ${first.logFile}`);
    await Promise.all(
      people.map((each) => until(`${each.name} notices`, async () => (await each.state()) !== 'connected')),
    );
    const marks = await Promise.all(people.map((each) => each.now()));
    t.server = await startServer({ folder: t.folder, ports: first.ports });
    t.defer(() => t.server.stop());
    t.figure('readyMs', Math.round(t.server.readyMs));
    const ready = performance.now();
    await Promise.all(people.map((each) => each.connected({ timeout: 30_000 })));
    await Promise.all([
      ada.sees(ben, { since: marks[0], timeout: 20_000 }),
      ben.sees(ada, { since: marks[1], timeout: 20_000 }),
    ]);
    t.figure('seenAgainMs', Math.round(performance.now() - ready));
    for (const each of people)
      check((await each.others()).length === 1, `${each.name} shows ${await each.others()}`);
  },
};
