// Five hundred synthetic joins and leaves, then participants that are killed: the server is back where it began.

import { join } from 'node:path';
import { check, until } from '../check.mjs';
import { inventory } from '../inventory.mjs';
import { runCommand, start, stopChild } from '../lifetime.mjs';
import { metric } from '../metrics.mjs';
import { ROOT } from '../server.mjs';

const ROUNDS = 10;
const ROOMS_PER_ROUND = 25;
const HEAP_SLACK_MIB = 2;

export default {
  name: 'churn',
  title: '500 joins and leaves, and killed clients, leave nothing behind',
  ownServer: true,
  seconds: 240,
  async run(t) {
    const server = await t.ownServer();
    await joinAndLeave(server, 0);
    await joinAndLeave(server, 1);
    await empty(server, 15_000);
    const before = await inventory(server);
    for (let round = 2; round < ROUNDS + 2; round++) await joinAndLeave(server, round);
    await empty(server, 15_000);
    const after = await inventory(server);
    t.figure('before', before);
    t.figure('after', after);
    check(after.heapMiB - before.heapMiB <= HEAP_SLACK_MIB, `heap grew: ${JSON.stringify([before, after])}`);
    check(after.threads - before.threads <= 6, `threads grew: ${JSON.stringify([before, after])}`);
    check(
      after.descriptors - before.descriptors <= 4,
      `descriptors grew: ${JSON.stringify([before, after])}`,
    );

    const killed = start(join(ROOT, 'bin', 'parley'), [
      ...benchArguments(server, 'killed'),
      '--duration',
      '60',
    ]);
    await until(
      'ten participants are connected',
      async () => (await metric(server, 'parley_media_peers')) >= 10,
      {
        timeout: 30_000,
      },
    );
    killed.child.kill('SIGKILL');
    await killed.exited;
    const died = performance.now();
    await empty(server, 30_000);
    t.figure('freedAfterKillSeconds', Math.round((performance.now() - died) / 1000));
    await stopChild(killed.child, killed.exited);
  },
};

const benchArguments = (server, prefix) =>
  `bench --url ${server.url} --room-prefix ${prefix} --publishers 1 --subscribers 1 --fps 5 --packets-per-frame 2`
    .split(' ')
    .concat(['--rooms', prefix === 'killed' ? '5' : `${ROOMS_PER_ROUND}`]);

async function joinAndLeave(server, round) {
  const args = [...benchArguments(server, `churn${round}`), '--warmup', '1', '--duration', '1'];
  const { code, stdout, stderr } = await runCommand(join(ROOT, 'bin', 'parley'), args);
  // 1 says that the load was not borne well, which a busy machine may cause; joins must work all the same.
  check(code === 0 || code === 1, `bench ended with ${code}: ${stdout.slice(-500)} ${stderr.slice(-500)}`);
  check(!/failed join/i.test(stdout) || /0 failed/i.test(stdout), stdout.slice(-800));
}

const empty = (server, timeout) =>
  until(
    'no peer, participant or room is left',
    async () => {
      for (const name of ['parley_media_peers', 'parley_media_rooms', 'parley_participants', 'parley_rooms'])
        if ((await metric(server, name)) !== 0) return false;
      return true;
    },
    { timeout, every: 250 },
  );
