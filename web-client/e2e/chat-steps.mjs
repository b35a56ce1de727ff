// What people do in the chat of the page, in both browsers.

import { check, until } from './check.mjs';

export class ChatSteps {
  constructor(person) {
    this.person = person;
    this.name = person.name;
  }

  /** By the shortcut; waits until the message can be typed. */
  async open() {
    await this.person.evaluate(() => document.activeElement?.blur());
    await this.person.page.keyboard.press('c');
    await until(`${this.name} can write`, () =>
      this.person.evaluate(() => document.activeElement?.getAttribute('aria-label') === 'Message'),
    );
  }

  async close() {
    await this.person.page.keyboard.press('Escape');
    await until(`${this.name}'s chat is closed, and the focus is on its button`, () =>
      this.person.evaluate(
        () =>
          !document.querySelector('aside[data-panel="chat"]') && document.activeElement?.id === 'chat-button',
      ),
    );
  }

  /** Types into the message, and sends it by Enter. */
  async write(text) {
    await this.person.evaluate(() => document.querySelector('textarea[aria-label="Message"]').focus());
    const { keyboard } = this.person.page;
    for (const [index, line] of text.split('\n').entries()) {
      if (index > 0) {
        await keyboard.down('Shift');
        await keyboard.press('Enter');
        await keyboard.up('Shift');
      }
      await keyboard.type(line);
    }
    await keyboard.press('Enter');
  }

  async choose(recipient) {
    await this.person.evaluate((wanted) => {
      const select = document.querySelector('.recipient select');
      select.value = [...select.options].find(({ text }) => text === wanted).value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }, recipient);
  }

  messages() {
    return this.person.evaluate(() =>
      [...document.querySelectorAll('li[data-message]')].map((item) => ({
        from: item.dataset.from,
        text: item.querySelector('.message-text').textContent,
        head: item.querySelector('.message-head').textContent,
        state: ['sending', 'sent', 'failed'].find((state) => item.classList.contains(state)),
        links: [...item.querySelectorAll('a')].map(({ href, rel, target }) => ({ href, rel, target })),
      })),
    );
  }

  reads(from, text, timeout = 8000) {
    return until(
      `${this.name} reads ${JSON.stringify(text.slice(0, 40))} of ${from}`,
      async () => {
        const all = await this.messages();
        return all.find((message) => message.from === from && message.text === text) ?? fail(all.slice(-3));
      },
      { timeout },
    );
  }

  /** Gives files to the page: `way` is `drop`, `paste` or `choose`; each has `size` bytes that `seed` begins. */
  offer(way, files) {
    return this.person.evaluate(
      ([how, wanted]) => {
        const data = new DataTransfer();
        for (const { name, size, seed, type = '' } of wanted) {
          const bytes = new Uint8Array(size);
          for (let at = 0, value = seed; at < size; at++) {
            value = (value * 1103515245 + 12345) & 0x7fffffff;
            bytes[at] = value >> 16;
          }
          data.items.add(new File([bytes], name, { type }));
        }
        if (how === 'choose') {
          const input = document.querySelector('input[type=file]');
          input.files = data.files;
          input.dispatchEvent(new Event('change', { bubbles: true }));
        } else if (how === 'paste') {
          // Firefox makes paste events without files only.
          const event = new Event('paste', { bubbles: true, cancelable: true });
          Object.defineProperty(event, 'clipboardData', { value: data });
          document.body.dispatchEvent(event);
        } else {
          for (const type of ['dragenter', 'dragover', 'drop'])
            document
              .querySelector('.stage')
              .dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
        }
      },
      [way, files],
    );
  }

  transfer(name) {
    return this.person.evaluate((wanted) => {
      const row = [...document.querySelectorAll('[data-transfer]')].findLast(
        (each) => each.dataset.name === wanted,
      );
      return (
        row && {
          state: row.dataset.state,
          text: row.textContent,
          progress: Number(row.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow') ?? -1),
        }
      );
    }, name);
  }

  becomes(name, state, timeout = 15_000) {
    return until(
      `${name} is ${state} with ${this.name}`,
      async () => {
        const now = await this.transfer(name);
        return now?.state === state ? now : fail(now);
      },
      { timeout, every: 50 },
    );
  }

  /** Presses a button of a transfer. */
  async answer(name, button) {
    await until(`${this.name} has ${button} for ${name}`, () =>
      this.person.evaluate(
        ([file, wanted]) => {
          const row = [...document.querySelectorAll('[data-transfer]')].findLast(
            (each) => each.dataset.name === file,
          );
          const found = [...(row?.querySelectorAll('button') ?? [])].find(
            (each) => (each.getAttribute('aria-label') ?? each.textContent).trim() === wanted,
          );
          found?.click();
          return Boolean(found);
        },
        [name, button],
      ),
    );
  }
}

function fail(value) {
  check(false, JSON.stringify(value));
}
