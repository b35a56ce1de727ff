// A file of 100 MB goes from one browser to another while they see each other: it arrives as it was sent, and the picture
// does not suffer. The same with the receiver cut off for ten seconds in the middle: it goes on where it stopped. Who comes
// under the name of a receiver who is away gets nothing of it.

import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ChatSteps } from '../chat-steps.mjs';
import { check, observe, Skip, until } from '../check.mjs';
import { blankPage } from '../data-pages.mjs';
import { firefoxPath } from '../firefox.mjs';
import { FIREWALL, Lab } from '../lab.mjs';
import { startProxy } from '../server.mjs';

const MEGABYTES = 100;
const CUT_SECONDS = 10;
/** Longer than a session can be resumed: whoever was away joins again, as another participant of the same name. */
const LONG_CUT_SECONDS = 45;

export default {
  name: 'files',
  title: 'a file of 100 MB beside a call, and through a cut of ten seconds',
  measures: true,
  seconds: 300,
  async run(t) {
    const file = join(t.folder, 'a hundred megabytes.bin');
    writeFileSync(file, randomBytes(MEGABYTES * 1_000_000));
    const hash = await hashOf(file);
    await t.quiet();
    await besideCall(t, file, hash);
    await betweenBrowsers(t);
    await underAnotherName(t);
    await throughCuts(t, file, hash);
  },
};

async function besideCall(t, file, hash) {
  const room = t.room();
  const people = await Promise.all([t.chromium({ name: 'Ada', id: 1 }), t.chromium({ name: 'Ben', id: 2 })]);
  const [ada, ben] = people;
  await Promise.all(people.map((each) => each.join(t.server.url, room)));
  await meet(people);
  const before = await Promise.all(people.map((each) => each.mark()));
  await observe(4);
  const fps = async (marks) => ({
    ada: (await ada.seen('Ben', marks[0])).fps,
    ben: (await ben.seen('Ada', marks[1])).fps,
  });
  t.figure('fps before', await fps(before));

  const began = performance.now();
  await ada.offer(file);
  await ben.accept();
  const marks = await Promise.all(people.map((each) => each.mark()));
  await ben.transferIs('done', 120_000);
  const seconds = (performance.now() - began) / 1000;
  const during = await fps(marks);
  t.figure('beside a call', { seconds: round(seconds), mbit: round((MEGABYTES * 8) / seconds), fps: during });
  await ada.transferIs('done', 5000);
  await expectFile(ben, file, hash);
  for (const each of people) await each.close();
  check(during.ada >= 25 && during.ben >= 25, `the picture suffered: ${JSON.stringify(during)} fps`);
}

/** Chromium and Firefox to each other, several at once, and one that is empty. */
async function betweenBrowsers(t) {
  if (!firefoxPath()) {
    t.skipPart('firefox', 'Firefox is not installed');
    return;
  }
  const people = await Promise.all([t.chromium({ name: 'Ada', id: 1 }), t.firefox({ name: 'Fox', id: 4 })]);
  const room = t.room();
  await Promise.all(people.map((each) => each.join(t.server.url, room)));
  await meet(people);
  const sizes = [0, 1, 3_000_000, 5_000_017];
  await Promise.all(people.map((each) => each.offerBytes(sizes)));
  for (const each of people)
    for (const _ of sizes)
      await until(`${each.name} has offers`, () =>
        each.evaluate(() => {
          const accept = [...document.querySelectorAll('.transfer button.primary')].find(
            (button) => button.textContent === 'Accept',
          );
          accept?.click();
          return accept !== undefined;
        }),
      );
  for (const each of people)
    await until(
      `all transfers of ${each.name} are done`,
      async () => {
        const states = await each.transfers();
        if (states.length === 2 * sizes.length && states.every((state) => state === 'done')) return true;
        throw new Error(states.join(' '));
      },
      { timeout: 60_000 },
    );
  t.figure('between Chromium and Firefox', `${2 * sizes.length} files`);
  for (const each of people) await each.close();
}

/** While Ben is away others come as Ben: one who claims everything, and one who knows nothing of it. */
async function underAnotherName(t) {
  if (t.server.foreign) {
    t.skipPart('impostors', "needs the server's port, and --url was given");
    return;
  }
  const proxy = await startProxy(t.server.ports.http);
  t.defer(proxy.close);
  const people = await Promise.all([t.chromium({ name: 'Ada', id: 1 }), t.chromium({ name: 'Ben', id: 2 })]);
  const [ada, ben] = people;
  const [adasChat, bensChat] = people.map((each) => new ChatSteps(each));
  const room = t.room();
  await ada.join(t.server.url, room);
  await ben.join(proxy.url, room);
  await meet(people);
  const files = ['kept.bin', 'given again.bin'].map((name) => join(t.folder, name));
  for (const file of files) writeFileSync(file, randomBytes(20_000_000));
  const [kept, again] = files.map((file) => basename(file));
  await ada.offer(files);
  for (const name of [kept, again]) {
    await bensChat.answer(name, 'Accept');
    await bensChat.answer(name, 'Pause');
    await adasChat.becomes(name, 'paused');
  }
  const had = (await bensChat.transfer(kept)).progress;
  proxy.cut();
  await until('Ben is gone', async () => (await ada.others()).length === 0, { timeout: 45_000 });
  await adasChat.becomes(kept, 'interrupted');

  const claimed = await claimEverything(t, room);
  t.figure('said to who claims everything', claimed.map(({ type }) => type).join(' '));
  check(claimed.length > 0, 'nobody asked who came under the name of Ben');
  check(
    claimed.every(({ type }) => type === 'again'),
    `who came under the name of Ben was told ${JSON.stringify(claimed)}`,
  );

  const other = await t.chromium({ name: 'Ben', id: 3 });
  await other.join(t.server.url, room);
  await other.openChat();
  const othersChat = new ChatSteps(other);
  await until('Ada reads that it may be someone else', async () =>
    /who may be someone else/.test((await adasChat.transfer(again)).text),
  );
  check((await other.transfers()).length === 0, 'the other Ben sees what was offered to the first one');
  await adasChat.answer(again, 'Offer again');
  await othersChat.answer(again, 'Accept');
  await othersChat.becomes(again, 'done', 30_000);
  await expectFile(other, files[1], await hashOf(files[1]));
  await adasChat.becomes(kept, 'interrupted');
  check((await other.transfers()).length === 1, 'the other Ben has more than what was offered anew');
  await other.close();
  await until('the other Ben is gone', async () => (await ada.others()).length === 0);

  proxy.restore();
  await ben.connected({ timeout: 45_000 });
  await bensChat.becomes(kept, 'paused', 30_000);
  check((await bensChat.transfer(kept)).progress >= had, 'it began anew');
  await bensChat.becomes(again, 'cancelled');
  await bensChat.answer(kept, 'Resume');
  await bensChat.becomes(kept, 'done', 30_000);
  await adasChat.becomes(kept, 'done');
  await expectFile(ben, files[0], await hashOf(files[0]));
  for (const each of people) await each.close();
}

/** Joins as Ben without our client, and answers whatever it hears as if it knew it. What it heard, bytes among it. */
async function claimEverything(t, room) {
  const page = await blankPage(t, 'nobody', 5);
  await page.evaluate(
    async ([url, where]) => {
      const { lab } = window;
      await lab.join(url, where, 'Ben');
      lab.connect();
      lab.peer.createDataChannel('any');
      window.heard = [];
      lab.peer.ondatachannel = ({ channel }) => {
        channel.onmessage = ({ data }) => {
          window.heard.push(typeof data === 'string' ? JSON.parse(data) : { type: 'bytes' });
          const { proof = 'ab'.repeat(32) } = window.heard.at(-1);
          for (const message of [
            { type: 'known', proof },
            { type: 'accept', offset: 0 },
          ])
            channel.send(JSON.stringify(message));
        };
      };
      await lab.answered(await lab.exchange(await lab.offer()));
    },
    [`${t.server.url.replace(/^http/, 'ws')}/ws`, room],
  );
  const heard = () => page.evaluate(() => window.heard);
  await until('Ada asks who that is', async () => (await heard()).length >= 2, { timeout: 20_000 });
  await observe(2);
  const all = await heard();
  await page.evaluate(() => window.lab.leave());
  return all;
}

async function throughCuts(t, file, hash) {
  let lab;
  try {
    lab = await Lab.open(t);
  } catch (error) {
    if (!(error instanceof Skip)) throw error;
    t.skipPart('cut', error.message);
    return;
  }
  const server = await lab.server();
  const [home, office] = [await lab.site(), await lab.site()];
  const people = await Promise.all([
    home.chromium({ name: 'Ada', id: 1 }),
    office.chromium({ name: 'Ben', id: 2 }),
  ]);
  const [ada, ben] = people;
  const room = t.room();
  await Promise.all(people.map((each) => each.join(server.url, room)));
  await meet(people);

  const begun = async () => {
    await ada.say('into the dark');
    await ben.say('out of the dark');
  };
  t.figure('through a cut', await throughCut(people, office, file, { seconds: CUT_SECONDS, begun }));
  await expectFile(ben, file, hash);
  for (const each of people) {
    const said = (await each.conversation()).map(({ text, state }) => `${text}: ${state}`).sort();
    check(
      JSON.stringify(said) === JSON.stringify(['into the dark: sent', 'out of the dark: sent']),
      `${each.name} has in the chat: ${said}`,
    );
  }
  if (!t.full) return;
  t.figure('through a long cut', await throughCut(people, office, file, { seconds: LONG_CUT_SECONDS }));
  await expectFile(ben, file, hash);
}

/** Sends the file and cuts the receiver's site off in the middle of it. */
async function throughCut([ada, ben], site, file, { seconds, begun }) {
  await ada.offer(file);
  await ben.accept();
  await until(
    'a good part of it is there',
    async () => {
      const now = await ben.transfer();
      return now?.state === 'transferring' && now.part >= 0.4;
    },
    { timeout: 60_000, every: 20 },
  );
  await site.firewall(FIREWALL.blackout);
  await observe(1);
  const atCut = (await ben.transfer()).part;
  check(atCut < 0.95, `it was too fast to be cut: ${atCut}`);
  await begun?.();
  await observe(seconds - 1);
  const afterCut = (await ben.transfer()).part;
  const began = performance.now();
  await site.firewall(FIREWALL.open);
  let least = 1;
  await until(
    'it goes on',
    async () => {
      const now = await ben.transfer();
      least = Math.min(least, now.part);
      return now.state === 'done' || now.part > afterCut + 0.02;
    },
    { timeout: 60_000, every: 20 },
  );
  const onAfter = performance.now() - began;
  await ben.transferIs('done', 120_000);
  await ada.transferIs('done', 5000);
  check(least >= afterCut, `it went back from ${afterCut} to ${least}`);
  return {
    partAtCut: round(atCut),
    partAfterCut: round(afterCut),
    onAfterMs: Math.round(onAfter),
    peers: await ben.evaluate(() => window.__e2e.peers.length),
    joins: await ben.evaluate(() => window.__e2e.sent.filter(({ type }) => type === 'join').length),
  };
}

/** Both see each other and have data channels. */
async function meet([ada, ben]) {
  await Promise.all([ada.sees(ben), ben.sees(ada)]);
  await Promise.all([ada.openChat(), ben.openChat()]);
  for (const [one, other] of [
    [ada, ben],
    [ben, ada],
  ])
    await until(`${one.name} knows that ${other.name} has data channels`, () => one.hasData(other.name));
}

/** What was saved is what was sent. */
async function expectFile(person, file, hash) {
  const saved = await person.save();
  check(saved.name === basename(file), `saved as ${saved.name}`);
  check((await hashOf(saved.path)) === hash, 'the file that was saved has another SHA-256');
}

async function hashOf(path) {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes);
  return hash.digest('hex');
}

const round = (value) => Math.round(value * 100) / 100;
