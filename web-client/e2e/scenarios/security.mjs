// What the browser must refuse and what it must not have to complain about.

import { request } from 'node:http';
import { check, observe, until } from '../check.mjs';

export default {
  name: 'security',
  title: 'CSP, fingerprints, foreign origins',
  async run(t) {
    const room = t.room();
    const [ada, ben] = await Promise.all([
      t.chromium({ name: 'Ada', id: 1 }),
      t.chromium({ name: 'Ben', id: 2 }),
    ]);

    const response = await fetch(`${t.server.url}/r/${room}`);
    check(response.status === 200, `the page answers ${response.status}`);
    const policy = response.headers.get('content-security-policy') ?? '';
    check(
      /default-src|script-src/.test(policy) && !/script-src[^;]*'unsafe-(inline|eval)'/.test(policy),
      `content-security-policy: ${policy}`,
    );
    check(response.headers.get('x-content-type-options') === 'nosniff', 'no x-content-type-options: nosniff');

    await ada.goto(`${t.server.url}/`);
    for (const each of [ada, ben]) await each.join(t.server.url, room);
    await Promise.all([ada.sees(ben), ben.sees(ada)]);
    for (const each of [ada, ben]) {
      const violations = [
        ...(await each.evaluate(() => window.__e2e.csp)),
        ...each.console.filter((line) => /content security policy/i.test(line)),
      ];
      check(violations.length === 0, `CSP violations: ${violations}`);
      const errors = each.console.filter((line) => /^(error|pageerror)/.test(line));
      check(errors.length === 0, `errors in ${each.name}'s console: ${errors.join(' | ')}`);
    }
    const transports = await Promise.all([ada, ben].map((each) => each.transport()));
    for (const [transport] of transports) {
      check(transport.fingerprint, 'no remote certificate in the statistics');
      check(
        transport.fingerprint.toLowerCase() === transport.answered.toLowerCase(),
        `DTLS shows ${transport.fingerprint}, the answer says ${transport.answered}`,
      );
    }
    t.figure('fingerprint', transports[0][0].fingerprint.slice(0, 20));

    const mallory = await t.chromium({ name: 'Mallory', id: 3, init: { wrongFingerprint: true } });
    await mallory.goto(`${t.server.url}/r/${room}?name=Mallory&join`);
    await until('Mallory tries DTLS', () =>
      mallory.evaluate(() => window.__e2e.peers.some((peer) => peer.remoteDescription)),
    );
    await observe(6);
    const { connected, frames } = await mallory.evaluate(() => ({
      connected: window.__e2e.peers.some((peer) => peer.connectionState === 'connected'),
      frames: Object.values(window.__e2e.videos).reduce((sum, video) => sum + video.frames.length, 0),
    }));
    check(!connected && frames === 0, `with a wrong fingerprint: connected=${connected}, ${frames} frames`);
    check((await mallory.state()) !== 'connected', 'data-state=connected with a wrong fingerprint');

    const status = await upgradeStatus(`${t.server.url}/ws`, 'https://elsewhere.example');
    check(status !== 101, 'a WebSocket of a foreign origin is let in');
    t.figure('foreignOrigin', status);
    check(
      (await upgradeStatus(`${t.server.url}/ws`, t.server.url)) === 101,
      "a WebSocket of the page's origin is refused",
    );
  },
};

function upgradeStatus(url, origin) {
  return new Promise((resolve) => {
    const upgrade = request(url, {
      headers: {
        origin,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-version': '13',
        'sec-websocket-protocol': 'parley.v1',
      },
    });
    upgrade.on('upgrade', (_, socket) => {
      socket.destroy();
      resolve(101);
    });
    upgrade.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    upgrade.on('error', (error) => resolve(error.code));
    upgrade.end();
  });
}
