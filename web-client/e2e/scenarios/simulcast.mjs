// A publisher of 1280×720 sends layers; the size of the viewer's tile decides which one it gets, without a freeze.

import { check, observe, until } from '../check.mjs';

const LARGE = { width: 1600, height: 1000 };
const SMALL = { width: 360, height: 640 };

export default {
  name: 'simulcast',
  title: "the tile's size chooses the layer",
  measures: true,
  seconds: 120,
  async run(t) {
    const room = t.room();
    const ada = await t.chromium({ name: 'Ada', id: 1, width: 1280, height: 720 });
    await ada.join(t.server.url, room);
    const large = await t.chromium({ name: 'Large', id: 2, viewport: LARGE });
    await large.join(t.server.url, room);
    await large.sees(ada);
    const encodings = await ada.evaluate(sendingLayers);
    check(
      encodings.length === 3,
      `Ada offers ${encodings.length} layers instead of 3: ${JSON.stringify(encodings)}`,
    );
    // Two people: Ada fills the page.
    await widthAt(large, 'the full page gets the full layer', (width) => width >= 1280);
    t.figure('page', 1280);

    const small = await t.chromium({ name: 'Small', id: 3, viewport: SMALL });
    await small.join(t.server.url, room);
    await small.sees(ada);
    const [narrow, wide] = await until(
      'the small tile gets a smaller layer than the large one',
      async () => {
        const widths = await Promise.all([small, large].map((each) => steadyWidth(each)));
        if (widths[0] > 0 && widths[0] < widths[1]) return widths;
        throw new Error(`widths ${widths}`);
      },
      { timeout: 30_000, every: 200 },
    );
    t.figure('small', narrow);
    t.figure('large', wide);
    t.figure(
      'layers',
      (await ada.evaluate(sendingLayers))
        .filter((each) => each.fps > 0)
        .map(({ rid, width }) => `${rid}:${width}`)
        .join(' '),
    );

    for (const [what, viewport, reached] of [
      ['grow', LARGE, (width) => width > narrow],
      ['shrink', SMALL, (width) => width <= narrow],
    ]) {
      const mark = await small.now();
      const began = performance.now();
      await small.page.setViewportSize(viewport);
      await widthAt(small, `the layer follows the tile (${what})`, reached);
      t.figure(`${what}Ms`, Math.round(performance.now() - began));
      await observe(2);
      const seen = await small.seen('Ada', mark);
      t.figure(`${what}Gap`, seen.longestGap);
      check(
        seen.longestGap <= 1500,
        `frozen for ${seen.longestGap} ms while switching (${what}): ${JSON.stringify(seen)}`,
      );
      check(
        Object.keys(seen.ids).join() === '1',
        `wrong pictures while switching (${what}): ${JSON.stringify(seen)}`,
      );
    }
  },
};

/** The width of all frames of the last half second, or 0. */
async function steadyWidth(person) {
  const { widths } = await person.seen('Ada', (await person.now()) - 500);
  return widths.length === 1 ? widths[0] : 0;
}

/** Waits for a steady width that `fits`. */
async function widthAt(person, what, fits) {
  return until(
    what,
    async () => {
      const width = await steadyWidth(person);
      if (width > 0 && fits(width)) return width;
      throw new Error(`width ${width}`);
    },
    { timeout: 30_000, every: 200 },
  );
}

async function sendingLayers() {
  const found = [];
  for (const peer of window.__e2e.peers) {
    if (peer.connectionState === 'closed') continue;
    for (const each of (await peer.getStats()).values()) {
      if (each.type === 'outbound-rtp' && each.kind === 'video') {
        found.push({ rid: each.rid, width: each.frameWidth, fps: each.framesPerSecond });
      }
    }
  }
  return found;
}
