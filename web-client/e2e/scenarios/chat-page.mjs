// The chat of the page with a Chromium and a Firefox: what is written, who reads it, and files by every way to give them.

import { ChatSteps } from '../chat-steps.mjs';
import { check, until } from '../check.mjs';
import { firefoxPath } from '../firefox.mjs';

const HOSTILE = '<img src=x onerror="window.broken=1"> javascript:window.broken=1';

export default {
  name: 'chat-page',
  title: 'messages and files on the page',
  seconds: 150,
  async run(t) {
    const room = t.room();
    const people = await Promise.all([
      t.chromium({ name: 'Ada', id: 1 }),
      firefoxPath() ? t.firefox({ name: 'Ben', id: 2 }) : t.chromium({ name: 'Ben', id: 2 }),
    ]);
    for (const each of people) await each.join(t.server.url, room);
    await Promise.all([people[0].sees(people[1]), people[1].sees(people[0])]);
    // Firefox's first, empty page has no devices, which the harness wants to replace.
    for (const each of people) each.console.length = 0;
    const [ada, ben] = people.map((each) => new ChatSteps(each));
    await messages(ada, ben);
    await reading(ada, ben);
    await files(ada, ben);
    const cleo = await lateComer(t, room, ada);
    await toOneAlone(ada, ben, cleo);
    for (const each of t.people) {
      check(!(await each.evaluate(() => window.broken)), `${each.name}: a message was run`);
      check(
        (await each.evaluate(() => window.__e2e.csp)).length === 0,
        `${each.name}: a violation of the policy`,
      );
      const errors = each.console.filter((line) => /^pageerror/.test(line));
      check(errors.length === 0, `errors in ${each.name}'s console: ${errors.join(' | ')}`);
    }
  },
};

async function messages(ada, ben) {
  await ada.open();
  await ada.write('Hello\nhttps://example.org/a?b and more');
  await until('Ben sees that there is one', () => ben.person.hasButton(/^Chat, 1 unread message$/));
  const closed = await ben.person.evaluate(() => ({
    heard: document.querySelector('[role=status][aria-live=polite]').textContent,
    focus: document.activeElement?.tagName,
  }));
  check(/Ada: Hello https:\/\/example.org/.test(closed.heard), `announced: ${closed.heard}`);
  check(closed.focus === 'BODY', `the message took the focus to ${closed.focus}`);
  await ben.open();
  check(await ben.person.hasButton(/^Chat$/), 'the badge stays although the chat is open');
  const { links } = await ben.reads('Ada', 'Hello\nhttps://example.org/a?b and more');
  const link = { href: 'https://example.org/a?b', rel: 'noopener noreferrer nofollow', target: '_blank' };
  check(JSON.stringify(links) === JSON.stringify([link]), `links: ${JSON.stringify(links)}`);
  await ben.write(HOSTILE);
  const hostile = await ada.reads('Ben', HOSTILE);
  check(hostile.links.length === 0, `a link was made of ${JSON.stringify(hostile.links)}`);
  await until('Ben has his own as sent', async () => (await ben.messages()).at(-1).state === 'sent');
  // The panel keeps what was not sent yet.
  await ben.person.page.keyboard.type('half a');
  await ben.close();
  await ben.open();
  await ben.person.page.keyboard.type(' sentence');
  await ben.person.page.keyboard.press('Enter');
  await ada.reads('Ben', 'half a sentence');
}

/** Who reads further up stays there. */
async function reading(ada, ben) {
  for (let i = 0; i < 15; i++) await ben.write(`line ${i}`);
  await ada.reads('Ben', 'line 14', 15_000);
  const distance = () =>
    ada.person.evaluate(() => {
      const log = document.querySelector('[role=log]');
      return log.scrollHeight - log.scrollTop - log.clientHeight;
    });
  await until('the log follows its end', async () => (await distance()) < 2);
  await ada.person.evaluate(() => {
    document.querySelector('[role=log]').scrollTop = 0;
  });
  await ben.write('one more');
  await until('Ada is told of it', () => ada.person.hasButton(/^New messages$/));
  check((await distance()) > 100, 'the log went to its end although somebody reads');
  await ada.person.press(/^New messages$/);
  await until('the log is at its end again', async () => (await distance()) < 2);
}

async function files(ada, ben) {
  await ben.close();
  await ada.offer('drop', [{ name: 'small.txt', size: 5000, seed: 1, type: 'text/plain' }]);
  // By the notice: Ben's panel is closed.
  await ben.becomes('small.txt', 'offered');
  await ben.answer('small.txt', 'Accept');
  await ada.becomes('small.txt', 'done');
  await until('Ben is told that it is there', () =>
    ben.person.evaluate(() => /small\.txt from Ada is here and checked/.test(document.body.innerText)),
  );
  await ben.open();
  await ben.becomes('small.txt', 'done');
  check(await ben.person.hasButton(/^Save$/), 'no Save');
  check(/Received.*Checked/.test((await ben.transfer('small.txt')).text), 'not said to be checked');

  await ada.offer('choose', [
    { name: 'large.bin', size: 60_000_000, seed: 2 },
    { name: 'unwanted.bin', size: 1000, seed: 3 },
  ]);
  await ben.answer('unwanted.bin', 'Decline');
  await ada.becomes('unwanted.bin', 'declined');
  const asks = () =>
    ada.person.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
  await ben.answer('large.bin', 'Accept');
  await ada.answer('large.bin', 'Pause');
  await Promise.all([ada.becomes('large.bin', 'paused'), ben.becomes('large.bin', 'paused')]);
  check(/Paused by Ada/.test((await ben.transfer('large.bin')).text), 'Ben does not see who paused');
  check(await asks(), 'the page can be left while a file is on its way');
  await staysBy(ben, 'Escape');
  await staysBy(ben, 'Enter');
  await staysBy(ada, 'Escape');
  for (const each of [ada, ben]) await staysByBack(each);
  check((await ada.transfer('large.bin')).state === 'paused', 'the question ended the transfer');
  await ada.answer('large.bin', 'Resume');
  await Promise.all([ada.becomes('large.bin', 'done', 60_000), ben.becomes('large.bin', 'done', 60_000)]);
  check(!(await asks()), 'the page asks although nothing is on its way');

  await ben.offer('paste', [{ name: 'pasted.png', size: 40_000_000, seed: 4, type: 'image/png' }]);
  await ada.answer('pasted.png', 'Accept');
  await ada.becomes('pasted.png', 'transferring');
  await ada.answer('pasted.png', 'Cancel');
  await Promise.all([ada.becomes('pasted.png', 'cancelled'), ben.becomes('pasted.png', 'cancelled')]);
}

/** Is asked before leaving, by a dialog that can be used by keyboard and says what it is; stays by a key. */
async function staysBy(chat, key) {
  const { person } = chat;
  await person.press(/^Leave$/);
  const now = () =>
    person.evaluate(() => {
      const dialog = document.querySelector('dialog[open]');
      const textOf = (attribute) => document.getElementById(dialog?.getAttribute(attribute))?.textContent;
      return {
        role: dialog?.getAttribute('role'),
        modal: dialog?.matches(':modal'),
        title: textOf('aria-labelledby'),
        text: textOf('aria-describedby'),
        focus: document.activeElement?.textContent,
      };
    });
  await until(`${chat.name} is asked`, async () => (await now()).title !== undefined);
  const asked = await now();
  const expected = {
    role: 'alertdialog',
    modal: true,
    title: 'Leave the room?',
    text: '1 file transfer has not ended. Leaving cancels it.',
    focus: 'Stay',
  };
  check(JSON.stringify(asked) === JSON.stringify(expected), `${chat.name} is asked ${JSON.stringify(asked)}`);
  const { keyboard } = person.page;
  await keyboard.press('Tab');
  check((await now()).focus === 'Leave', 'Tab does not lead to the other button');
  await keyboard.down('Shift');
  await keyboard.press('Tab');
  await keyboard.up('Shift');
  check((await now()).focus === 'Stay', 'Shift and Tab do not lead back');
  await keyboard.press(key);
  await until(`${chat.name} is back`, () => person.evaluate(() => !document.querySelector('dialog[open]')));
  check((await person.state()) === 'connected', `${chat.name} left by ${key}`);
}

/** The browser's Back within the page is asked about as well. */
async function staysByBack({ name, person }) {
  await person.evaluate(() => {
    history.replaceState(null, '', '/');
    history.pushState(null, '', '/r/elsewhere');
    history.back();
  });
  await until(`${name} is asked about Back`, () =>
    person.evaluate(() => document.querySelector('dialog[open]') !== null),
  );
  check(
    await person.evaluate(() => /^\/r\/e2e-/.test(location.pathname)),
    `${name}'s address is another while the question stands`,
  );
  await person.page.keyboard.press('Escape');
  await until(`${name} stays`, () => person.evaluate(() => !document.querySelector('dialog[open]')));
  check((await person.state()) === 'connected', `${name} left by Back`);
}

/** Comes later, and does not get to read what was said before. */
async function lateComer(t, room, ada) {
  const person = await t.chromium({ name: 'Cleo', id: 3 });
  await person.join(t.server.url, room);
  const cleo = new ChatSteps(person);
  await cleo.open();
  await ada.write('Welcome');
  await cleo.reads('Ada', 'Welcome');
  const all = await cleo.messages();
  check(all.length === 1, `Cleo reads what was written before: ${JSON.stringify(all)}`);
  return cleo;
}

async function toOneAlone(ada, ben, cleo) {
  await ada.choose('Ben');
  await ada.write('psst');
  const { head } = await ben.reads('Ada', 'psst');
  check(/from Ada to you only/.test(head), `Ben reads ${head}`);
  check(/to Ben only/.test((await ada.messages()).at(-1).head), 'Ada does not see that it is for Ben only');
  await ada.choose('Everybody');
  await ada.write('everybody again');
  await cleo.reads('Ada', 'everybody again');
  const heard = (await cleo.messages()).map(({ text }) => text);
  check(!heard.includes('psst'), `Cleo reads ${heard}`);
}
