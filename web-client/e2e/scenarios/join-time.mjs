// From the click on join to the first remote frame decoded, with one publisher in the room and then as the last of
// twenty (synthetic publishers, because twenty browsers would measure the machine).

import { check, percentile, until } from '../check.mjs';
import { publishMany } from '../clients/client.mjs';

export default {
  name: 'join-time',
  title: 'click on join to first remote frame',
  measures: true,
  seconds: 150,
  async run(t) {
    const room = t.room();
    await t.quiet();
    const [ada, ben] = await Promise.all([
      t.chromium({ name: 'Ada', id: 1 }),
      t.chromium({ name: 'Ben', id: 2 }),
    ]);
    await ada.join(t.server.url, room);
    const alone = await joins(t, { room, joiner: ben, shown: ada, count: 20 });
    report(t, 'second of 2', alone);

    const crowd = await publishMany(t, { room, count: 18, firstId: 10 });
    if (!crowd)
      return t.skipPart(
        'last-of-20',
        "the Pion client needs Go and Debian's golang-github-pion-webrtc.v3-dev",
      );
    const last = await joins(t, { room, joiner: ben, shown: ada, count: t.full ? 20 : 8 });
    await crowd.stop();
    report(t, 'last of 20', last);
  },
};

function report(t, what, values) {
  const [p50, p95] = [0.5, 0.95].map((part) => Math.round(percentile(values, part)));
  t.figure(what, { joins: values.length, p50, p95, max: Math.round(Math.max(...values)) });
  t.log(`${what}: p50 ${p50} ms, p95 ${p95} ms`);
  check(p95 <= 1000, `${what}: p95 ${p95} ms is over 1000 ms (${values.map(Math.round)})`);
}

async function joins(t, { room, joiner, shown, count }) {
  const values = [];
  for (let i = 0; i < count; i++) {
    const name = `Ben ${count}-${i}`;
    await joiner.goto(`${t.server.url}/r/${room}?name=${encodeURIComponent(name)}`);
    await until('the preview runs', () =>
      joiner.evaluate(() => [...document.querySelectorAll('video')].some((video) => video.videoWidth > 0)),
    );
    await joiner.press(/\bjoin\b/i);
    const times = await until(
      'a remote frame',
      () =>
        joiner.evaluate(() => {
          const { joinAt, videos } = window.__e2e;
          const first = Math.min(...Object.values(videos).map((video) => video.firstAt));
          return joinAt !== null && Number.isFinite(first) ? { joinAt, first } : null;
        }),
      { every: 20 },
    );
    values.push(times.first - times.joinAt);
    await joiner.press(/^leave$/i);
    await until(`${name} is gone`, async () => !(await shown.others()).includes(name), {
      timeout: 5000,
      every: 30,
    });
  }
  return values;
}
