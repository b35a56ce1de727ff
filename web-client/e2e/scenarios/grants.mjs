// Who has a token without publishData reads the chat and is offered files, can send neither, and is told why: on the page, and
// on channels of a page of one's own.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ChatSteps } from '../chat-steps.mjs';
import { check, observe, until } from '../check.mjs';
import { blankPage } from '../data-pages.mjs';
import { ROOT } from '../server.mjs';

const SET = { 'auth.mode': 'token', 'auth.keys': '{main: "only-for-this-scenario-0123456789abcdef"}' };
const REASON = 'Your invitation lets you read along. You cannot write or send files.';

export default {
  name: 'grants',
  title: 'a participant without publishData reads along',
  ownServer: true,
  seconds: 120,
  async run(t) {
    const server = await t.ownServer({ set: SET });
    const room = t.room();
    const [ada, ben] = await Promise.all([
      t.chromium({ name: 'Ada', id: 1 }),
      t.chromium({ name: 'Ben', id: 2 }),
    ]);
    await enter(server, ada, linkOf(server, room, 'Ada', 'publish,subscribe,publishData'));
    await enter(server, ben, linkOf(server, room, 'Ben', 'publish,subscribe'));
    await Promise.all([ada.sees(ben), ben.sees(ada)]);
    await readsAlong(ada, ben);
    await onChannelsOfOnesOwn(t, server, room, ada);
    for (const each of [ada, ben]) {
      const errors = each.console.filter((line) => /^pageerror/.test(line));
      check(errors.length === 0, `errors in ${each.name}'s console: ${errors.join(' | ')}`);
    }
  },
};

/** The link that `bin/parley token` prints. */
function linkOf(server, room, name, grants) {
  const settings = Object.entries(SET).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const options = ['--room', room, '--name', name, '--grant', grants, '--url', server.url];
  const { stdout, stderr } = spawnSync(join(ROOT, 'bin', 'parley'), ['token', ...options, ...settings], {
    encoding: 'utf8',
  });
  const link = `${stdout} ${stderr}`.split(/\s+/).find((word) => word.includes('#token='));
  check(link !== undefined, `no link: ${stdout} ${stderr}`);
  return link;
}

async function enter(server, person, link) {
  await person.goto(`${server.url}/health`);
  const url = new URL(link);
  url.searchParams.set('join', '');
  await person.goto(url.href);
  await person.connected();
}

async function readsAlong(ada, ben) {
  const [adasChat, bensChat] = [new ChatSteps(ada), new ChatSteps(ben)];
  await Promise.all([ada.openChat(), ben.openChat()]);
  const composer = await ben.evaluate(() => {
    const field = document.querySelector('.composer textarea');
    return {
      disabled: [...document.querySelectorAll('.composer :is(textarea, button)')].every(
        (each) => each.disabled,
      ),
      reason: document.getElementById(field.getAttribute('aria-describedby'))?.innerText,
      focus: document.activeElement?.getAttribute('role'),
    };
  });
  const expected = { disabled: true, reason: REASON, focus: 'log' };
  check(
    JSON.stringify(composer) === JSON.stringify(expected),
    `Ben's composer is ${JSON.stringify(composer)}`,
  );
  await until("Ada knows that Ben's data channels are up", () => ada.hasData('Ben'));
  await adasChat.write('Can you read this?');
  await bensChat.reads('Ada', 'Can you read this?');
  await adasChat.choose('Ben');
  await adasChat.write('And this?');
  await bensChat.reads('Ada', 'And this?');

  await adasChat.offer('choose', [{ name: 'plan.txt', size: 1000, seed: 1, type: 'text/plain' }]);
  const offered = await bensChat.becomes('plan.txt', 'offered');
  check(/does not let you accept files/.test(offered.text), `Ben reads ${offered.text}`);
  const buttons = await ben.evaluate(() =>
    [...document.querySelectorAll('.transfer button')].map((each) => each.getAttribute('aria-label')),
  );
  check(JSON.stringify(buttons) === '["Remove from the list"]', `Ben may press ${buttons}`);
  await bensChat.offer('drop', [{ name: 'no.txt', size: 1000, seed: 2 }]);
  await until('Ben reads why nothing is offered', () =>
    ben.evaluate(
      (reason) => [...document.querySelectorAll('.toast')].some((each) => each.innerText === reason),
      REASON,
    ),
  );
  await observe(1);
  check((await ada.transfers()).join() === 'offered', 'Ada was offered something');
  await adasChat.answer('plan.txt', 'Cancel');
  await bensChat.becomes('plan.txt', 'cancelled');
}

/** By plain browser code: what is sent goes nowhere, and the signaling says so. */
async function onChannelsOfOnesOwn(t, server, room, ada) {
  const page = await blankPage(t, 'Cleo', 3, server);
  const token = new URL(linkOf(server, room, 'Cleo', 'subscribe')).hash.replace('#token=', '');
  const adasId = await ada.evaluate(
    () => window.__e2e.messages.find(({ type }) => type === 'welcome').participant.id,
  );
  const told = await page.evaluate(
    async ([url, where, secret, ada]) => {
      const { lab } = window;
      await lab.join(url, where, 'Cleo', { token: secret });
      lab.connect();
      const game = lab.peer.createDataChannel('game');
      await lab.answered(await lab.exchange(await lab.offer()));
      const closed = [];
      lab.socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        if (message.type === 'channel-closed') closed.push(message);
      };
      const opened = (channel) => new Promise((resolve) => channel.addEventListener('open', resolve));
      await opened(game);
      game.send('one');
      game.send('two');
      const pipe = lab.peer.createDataChannel(`pipe@${ada}`);
      const ended = new Promise((resolve) => pipe.addEventListener('close', resolve));
      await ended;
      while (closed.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, 300));
      return {
        closed: closed.map(({ channel, label, code }) => ({ channel, label, code })),
        expected: [
          { channel: game.id, label: 'game', code: 'forbidden' },
          { channel: pipe.id, label: `pipe@${ada}`, code: 'forbidden' },
        ],
        states: [game.readyState, pipe.readyState],
      };
    },
    [`${server.url.replace(/^http/, 'ws')}/ws`, room, token, adasId],
  );
  const { closed, expected, states } = told;
  check(JSON.stringify(closed) === JSON.stringify(expected), `told ${JSON.stringify(closed)}`);
  check(states.join() === 'open,closed', `the channels are ${states}`);
  t.figure('channel-closed', closed.map(({ code }) => code).join(' '));
}
