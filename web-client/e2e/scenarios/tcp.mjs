// No UDP at all: two browsers in a network namespace whose UDP is dropped reach the server by ICE-TCP.

import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, observe } from '../check.mjs';
import { chromiumPath, findOnPath } from '../chromium.mjs';
import { onEnd, runCommand } from '../lifetime.mjs';

// While the bandwidth is still being probed, encoders let frames fall; full rate is held to in `four`.
const FIRST_SECONDS = { fps: 22 };

export default {
  name: 'tcp',
  title: 'media over ICE-TCP where UDP is blocked',
  measures: true,
  ownServer: true,
  seconds: 90,
  async run(t) {
    if (process.getuid?.() !== 0) t.skip('needs root for a network namespace');
    for (const tool of ['ip', 'nft']) {
      if (!findOnPath(tool) && (await runCommand(tool, ['-V'])).code !== 0) t.skip(`needs ${tool}`);
    }
    const net = await namespaceWithoutUdp(t);
    const server = await t.ownServer({ host: '0.0.0.0', address: net.outside });
    const wrapper = join(t.folder, 'chromium-in-namespace');
    writeFileSync(wrapper, `#!/bin/sh\nexec ip netns exec ${net.name} ${chromiumPath()} "$@"\n`);
    chmodSync(wrapper, 0o755);
    const settings = {
      executablePath: wrapper,
      args: [`--unsafely-treat-insecure-origin-as-secure=${server.url}`],
    };
    const people = await Promise.all([
      t.chromium({ name: 'Ada', id: 1, ...settings }),
      t.chromium({ name: 'Ben', id: 2, ...settings }),
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
  },
};

async function namespaceWithoutUdp(t) {
  const name = `parley-${process.pid}`;
  const link = `pv${process.pid % 100000}`;
  const third = process.pid % 250;
  const [outside, inside] = [`10.213.${third}.1`, `10.213.${third}.2`];
  const ip = async (...args) => {
    const { code, stderr } = await runCommand('ip', args);
    if (code !== 0) t.skip(`ip ${args.join(' ')}: ${stderr.trim()}`);
  };
  await ip('netns', 'add', name);
  t.defer(
    onEnd(async () => {
      await runCommand('ip', ['link', 'del', `${link}a`]);
      await runCommand('ip', ['netns', 'del', name]);
    }),
  );
  await ip('link', 'add', `${link}a`, 'type', 'veth', 'peer', 'name', `${link}b`, 'netns', name);
  await ip('addr', 'add', `${outside}/24`, 'dev', `${link}a`);
  await ip('link', 'set', `${link}a`, 'up');
  await ip('-n', name, 'addr', 'add', `${inside}/24`, 'dev', `${link}b`);
  await ip('-n', name, 'link', 'set', `${link}b`, 'up');
  await ip('-n', name, 'link', 'set', 'lo', 'up');
  const rules =
    'table inet parley { chain out { type filter hook output priority 0; meta l4proto udp drop; }; chain in { type filter hook input priority 0; meta l4proto udp drop; }; }';
  const nft = await runCommand('ip', ['netns', 'exec', name, 'nft', rules]);
  if (nft.code !== 0) t.skip(`nft: ${nft.stderr.trim()}`);
  return { name, outside, inside };
}
