// One person in front of one browser: the same handle over Playwright's pages and Puppeteer's.

import { check, until } from './check.mjs';
import { toneOf } from './picture.mjs';

export class Participant {
  constructor({ name, id, page, kind, close, closeHard }) {
    Object.assign(this, { name, id, page, kind, close });
    this.closeHard = closeHard ?? close;
    this.console = [];
    page.on('console', (message) => this.console.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => this.console.push(`pageerror: ${error.message}`));
  }

  goto(url) {
    return this.page.goto(url, { waitUntil: 'domcontentloaded' });
  }

  evaluate(probe, argument) {
    return this.page.evaluate(probe, argument);
  }

  /** Enters a room at once and waits until connected. */
  async join(baseUrl, room, { query = '' } = {}) {
    await this.goto(`${baseUrl}/r/${room}?name=${encodeURIComponent(this.name)}&join${query}`);
    await this.connected();
  }

  state() {
    return this.evaluate(() => document.documentElement.dataset.state ?? null);
  }

  path() {
    return this.evaluate(() => document.documentElement.dataset.path ?? null);
  }

  connected(options) {
    return this.inState('connected', options);
  }

  inState(state, options) {
    return until(
      `${this.name} in data-state=${state}`,
      async () => {
        const now = await this.state();
        if (now === state) return true;
        throw new Error(`data-state=${now}`);
      },
      options,
    );
  }

  now() {
    return this.evaluate(() => performance.now());
  }

  seen(name, since = 0) {
    return this.page.evaluate(([who, from]) => window.__e2e.seen(who, from), [name, since]);
  }

  heard(name, since = 0) {
    return this.page.evaluate(([who, from]) => window.__e2e.heard(who, from), [name, since]);
  }

  /** Waits until `other`'s picture is decoded here: readable frames with its id. */
  async sees(other, { since = 0, frames = 5, timeout = 15_000 } = {}) {
    return until(
      `${this.name} decodes ${other.name}`,
      async () => {
        const seen = await this.seen(other.name, since);
        if ((seen.ids[other.id] ?? 0) >= frames) return seen;
        throw new Error(JSON.stringify(seen));
      },
      { timeout },
    );
  }

  /** Waits until `other`'s tone is heard here. */
  async hears(other, { since = 0, timeout = 15_000 } = {}) {
    await this.evaluate(() => window.__e2e.listen());
    return until(
      `${this.name} hears ${other.name} at ${toneOf(other.id)} Hz`,
      async () => {
        const heard = await this.heard(other.name, since);
        if (isTone(heard, other.id)) return heard;
        throw new Error(JSON.stringify(heard));
      },
      { timeout },
    );
  }

  /** Starts a measuring window on the page's clock. */
  async mark() {
    await this.evaluate(() => window.__e2e.listen());
    return this.now();
  }

  /** Asserts what was decoded of `other` since `mark`; returns the figures. */
  async expectMedia(other, since, { fps = 25, longestGap = 1500, tone = true } = {}) {
    const seen = await this.seen(other.name, since);
    const heard = await this.heard(other.name, since);
    const what = `${this.name} of ${other.name}: ${JSON.stringify(seen)} ${JSON.stringify(heard)}`;
    const right = seen.ids[other.id] ?? 0;
    check(right > 0, `no readable picture, ${what}`);
    check(Object.keys(seen.ids).length === 1, `a wrong id, ${what}`);
    check(seen.unreadable <= seen.frames * 0.02, `unreadable frames, ${what}`);
    check(seen.fps >= fps, `${seen.fps} fps instead of ${fps}, ${what}`);
    check(seen.longestGap <= longestGap, `frozen for ${seen.longestGap} ms, ${what}`);
    if (tone) check(isTone(heard, other.id), `not the tone of ${toneOf(other.id)} Hz, ${what}`);
    return {
      fps: seen.fps,
      longestGap: seen.longestGap,
      unreadable: seen.unreadable,
      hz: heard.hz,
      width: seen.width,
    };
  }

  /** The names of the remote participants that stand on the page. */
  others() {
    return this.evaluate(() =>
      [...document.querySelectorAll('article[data-participant]')].map((each) => each.dataset.participant),
    );
  }

  /** Whether a button whose accessible name matches is there and visible. */
  hasButton(name) {
    return this.page.evaluate(FIND_BUTTON, { source: name.source, flags: name.flags, click: false });
  }

  /** Presses the button with this accessible name (a regular expression). */
  async press(name) {
    await until(`${this.name} has a button ${name}`, () =>
      this.page.evaluate(FIND_BUTTON, { source: name.source, flags: name.flags, click: true }),
    );
  }

  /** The chat is open, its panel loaded. */
  async openChat() {
    if (await this.hasButton(/^send$/i)) return;
    await this.press(/^chat/i);
    await until(`${this.name} has the chat before them`, () =>
      this.evaluate(() => document.querySelector('.composer textarea') !== null),
    );
  }

  /** Writes into the chat, to whom it is set to. */
  async say(text) {
    await this.page.evaluate(async (words) => {
      const field = document.querySelector('.composer textarea');
      field.value = words;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      // The page draws what was written before it can be sent.
      await new Promise((resolve) => setTimeout(resolve, 50));
      field.form.requestSubmit();
    }, text);
  }

  /** Writes to one participant, or to everybody (null). */
  async sayTo(name, text) {
    await this.page.evaluate((who) => {
      const select = document.querySelector('.composer select');
      select.value = who === null ? '' : [...select.options].find((each) => each.text.includes(who)).value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }, name);
    await this.say(text);
  }

  /** What stands in the chat, oldest first. */
  conversation() {
    return this.evaluate(() =>
      [...document.querySelectorAll('[data-message]')].map((each) => ({
        from: each.dataset.from,
        text: each.querySelector('.message-text').textContent,
        state: ['sending', 'failed'].find((state) => each.classList.contains(state)) ?? 'sent',
      })),
    );
  }

  /** Whether the last word of the server is that somebody's data channels are up. */
  async hasData(name) {
    return this.evaluate((who) => {
      const records = window.__e2e.messages.flatMap((message) => [
        ...(message.participants ?? []),
        ...(message.participant ? [message.participant] : []),
      ]);
      return records.findLast((record) => record.name === who)?.data === true;
    }, name);
  }

  /** Offers a file of this machine, or several, to everybody. */
  async offer(paths) {
    await this.page.setInputFiles('.composer input[type=file]', paths);
  }

  /** Offers files of random bytes that the page makes itself. */
  offerBytes(sizes) {
    return this.evaluate((all) => {
      const input = document.querySelector('.composer input[type=file]');
      const chosen = new DataTransfer();
      for (const [index, size] of all.entries()) {
        const bytes = new Uint8Array(size);
        for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
        chosen.items.add(new File([bytes], `${index}.bin`));
      }
      input.files = chosen.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }, sizes);
  }

  /** The states of all transfers, oldest first. */
  transfers() {
    return this.evaluate(() =>
      [...document.querySelectorAll('.transfer[data-transfer]')].map((row) => row.dataset.state),
    );
  }

  /** Accepts the file that was offered last. */
  async accept() {
    await this.press(/^accept$/i);
  }

  /** The transfer that began last: its state, and which part of it is there. */
  transfer() {
    return this.evaluate(() => {
      const row = [...document.querySelectorAll('.transfer[data-transfer]')].at(-1);
      if (!row) return null;
      const fill = row.querySelector('.progress-fill');
      return {
        state: row.dataset.state,
        part: row.dataset.state === 'done' ? 1 : fill ? Number.parseFloat(fill.style.inlineSize) / 100 : 0,
      };
    });
  }

  async transferIs(state, timeout) {
    await until(
      `${this.name}: the transfer is ${state}`,
      async () => {
        const now = await this.transfer();
        if (now?.state === state) return true;
        throw new Error(JSON.stringify(now));
      },
      { timeout },
    );
  }

  /** Saves the file that came last, as a click on its link does. */
  async save() {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.evaluate(() => [...document.querySelectorAll('a[download]')].at(-1).click()),
    ]);
    return { name: download.suggestedFilename(), path: await download.path() };
  }

  /** Messages from the server of a type. */
  messages(type) {
    return this.page.evaluate(
      (wanted) => window.__e2e.messages.filter((message) => message.type === wanted),
      type,
    );
  }

  transport() {
    return this.evaluate(() => window.__e2e.transport());
  }

  /** The text as it is shown: what CSS hides is not in it. */
  text() {
    return this.evaluate(() => {
      const { innerText } = document.body;
      return innerText;
    });
  }

  screenshot(path) {
    return this.page.screenshot({ path });
  }
}

export function isTone(heard, id) {
  return heard.loud >= 5 && heard.agreement >= 0.7 && Math.abs(heard.hz - toneOf(id)) <= 12;
}

const FIND_BUTTON = ({ source, flags, click }) => {
  const wanted = new RegExp(source, flags);
  const nameOf = (element) => {
    const labelled = element.getAttribute('aria-labelledby');
    if (labelled)
      return labelled
        .split(/\s+/)
        .map((id) => document.getElementById(id)?.textContent ?? '')
        .join(' ')
        .trim();
    return (element.getAttribute('aria-label') ?? element.textContent).trim().replace(/\s+/g, ' ');
  };
  const button = [...document.querySelectorAll('button, [role=button], [role=switch], a[href]')].find(
    (each) => wanted.test(nameOf(each)) && each.getClientRects().length > 0 && !each.disabled,
  );
  if (button && click) button.click();
  return button ? nameOf(button) : null;
};
