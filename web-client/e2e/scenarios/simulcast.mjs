// A publisher of 1280×720 sends layers; the size of the viewer's tile decides which one it gets, without a freeze.

import { check, observe, until } from '../check.mjs';

const LARGE = { width: 1400, height: 900 };
const SMALL = { width: 360, height: 640 };

export default {
  name: 'simulcast',
  title: 'the tile\'s size chooses the layer',
  seconds: 120,
  async run(t) {
    const room = t.room();
    const ada = await t.chromium({ name: 'Ada', id: 1, width: 1280, height: 720 });
    await ada.join(t.server.url, room);
    const large = await t.chromium({ name: 'Large', id: 2, viewport: LARGE });
    const small = await t.chromium({ name: 'Small', id: 3, viewport: SMALL });
    for (const each of [large, small]) await each.join(t.server.url, room);
    await Promise.all([large.sees(ada), small.sees(ada)]);
    const layers = await until('Ada sends three layers', async () => {
      const found = await ada.evaluate(sendingLayers);
      if (found.length >= 3) return found;
      throw new Error(JSON.stringify(found));
    }, { timeout: 30_000, every: 500 });
    t.figure('layers', layers.map(({ rid, width }) => `${rid}:${width}`).join(' '));
    await until('the large tile gets the full layer', async () => {
      const { width } = await large.seen('Ada', (await large.now()) - 1000);
      if (width >= 1280) return true;
      throw new Error(`width ${width}`);
    }, { timeout: 30_000, every: 250 });
    await observe(2);
    const [wide, narrow] = [await large.seen('Ada', (await large.now()) - 2000), await small.seen('Ada', (await small.now()) - 2000)];
    t.figure('large', wide.width);
    t.figure('small', narrow.width);
    check(narrow.width < wide.width, `the small tile gets ${narrow.width}, the large one ${wide.width}`);
    check(wide.ids[1] > 0 && narrow.ids[1] > 0, `unreadable: ${JSON.stringify([wide, narrow])}`);

    for (const [what, viewport, reached] of [
      ['grow', LARGE, (width) => width > narrow.width],
      ['shrink', SMALL, (width) => width <= narrow.width],
    ]) {
      const mark = await small.now();
      const began = performance.now();
      await small.page.setViewportSize(viewport);
      await until(`the layer follows the tile (${what})`, async () => {
        const { width } = await small.seen('Ada', (await small.now()) - 500);
        if (width > 0 && reached(width)) return true;
        throw new Error(`width ${width}`);
      }, { timeout: 20_000 });
      t.figure(`${what}Ms`, Math.round(performance.now() - began));
      await observe(2);
      const seen = await small.seen('Ada', mark);
      t.figure(`${what}Gap`, seen.longestGap);
      check(seen.longestGap <= 1500, `frozen for ${seen.longestGap} ms while switching (${what}): ${JSON.stringify(seen)}`);
      check(Object.keys(seen.ids).join() === '1', `wrong pictures while switching (${what}): ${JSON.stringify(seen)}`);
    }
  },
};

async function sendingLayers() {
  const found = [];
  for (const peer of window.__e2e.peers) {
    if (peer.connectionState === 'closed') continue;
    for (const each of (await peer.getStats()).values()) {
      if (each.type === 'outbound-rtp' && each.kind === 'video' && each.framesSent > 0) {
        found.push({ rid: each.rid, width: each.frameWidth, fps: each.framesPerSecond });
      }
    }
  }
  return found;
}
