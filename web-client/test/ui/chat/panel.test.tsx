// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RtcError } from '../../../src/media';
import { Call } from '../../../src/ui/call';
import { loadPanel } from '../../../src/ui/chat/lazy-panel';
import { toasts } from '../../../src/ui/notices';
import { remember } from '../../../src/ui/preferences';
import { RoomPage } from '../../../src/ui/room-page';
import type { FakeRoom } from '../fake-room';
import { fakeRoom } from '../fake-room';

let fake: FakeRoom;
let call: Call;

beforeEach(async () => {
  await loadPanel();
  fake = fakeRoom();
  fake.enter('p1', 'Ben');
  fake.enter('p2', 'Cleo');
  call = new Call(fake.room);
  act(() => render(<RoomPage call={call} name="Ada" />, document.body));
});

afterEach(() => {
  act(() => render(null, document.body));
  call.dispose();
  remember({ singleKeys: true });
});

function all<E extends Element = HTMLElement>(selector: string): E[] {
  return [...document.querySelectorAll<E>(selector)];
}

function one<E extends Element = HTMLElement>(selector: string): E {
  const [found] = all<E>(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return found;
}

/** Lets something happen in the room, and the page follow. */
function now<T>(happens: () => T): T {
  let result: T | undefined;
  act(() => {
    result = happens();
  });
  return result as T;
}

const nameOf = (element: Element) => element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '';

function named(name: string, within = 'body'): HTMLElement {
  const found = all(`${within} :is(button, a, textarea)`).find((each) => nameOf(each) === name);
  if (!found) throw new Error(`nothing is named ${name}`);
  return found;
}

const press = (name: string, within?: string) => act(() => named(name, within).click());
const panel = () => document.querySelector('aside[data-panel="chat"]');
const field = () => named('Message') as HTMLTextAreaElement;

function key(target: EventTarget, init: KeyboardEventInit): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...init });
  act(() => void target.dispatchEvent(event));
  return event;
}

function type(text: string): void {
  act(() => {
    field().value = text;
    field().dispatchEvent(new Event('input', { bubbles: true }));
  });
}

describe('the panel', () => {
  it('opens by its button, takes the focus, and gives it back on Escape', () => {
    expect(panel()).toBeNull();
    press('Chat');
    expect(document.activeElement).toBe(field());
    expect(named('Chat').getAttribute('aria-expanded')).toBe('true');
    key(field(), { key: 'Escape' });
    expect(panel()).toBeNull();
    expect(document.activeElement).toBe(named('Chat'));
  });

  it('opens and closes by its shortcut, unless shortcuts are off', () => {
    key(document.body, { key: 'c' });
    expect(panel()).not.toBeNull();
    key(document.body, { key: 'c' });
    expect(panel()).toBeNull();
    act(() => remember({ singleKeys: false }));
    key(document.body, { key: 'c' });
    expect(panel()).toBeNull();
  });

  it('does not close in the middle of a composition', () => {
    press('Chat');
    key(field(), { key: 'Escape', isComposing: true });
    expect(panel()).not.toBeNull();
  });

  it('counts what is unread on its button', () => {
    act(() => void fake.chat.write({}));
    expect(nameOf(one('#chat-button'))).toBe('Chat, 1 unread message');
    act(() => {
      for (let i = 0; i < 120; i++) fake.chat.write({});
    });
    expect(nameOf(one('#chat-button'))).toBe('Chat, 121 unread messages');
    expect(one('.unread-badge').textContent).toBe('99+');
    expect(document.title).toBe('(121) team-standup · Parley');
    act(() => one('#chat-button').click());
    expect(nameOf(one('#chat-button'))).toBe('Chat');
    expect(document.title).toBe('team-standup · Parley');
  });

  it('shows a word of what comes while it is closed, and leaves the focus where it is', () => {
    named('Settings').focus();
    act(() => void fake.chat.write({ text: 'Look <b>here</b>' }));
    expect(one('.peek').textContent).toContain('Look <b>here</b>');
    expect(document.activeElement).toBe(named('Settings'));
    act(() => one('.peek-open').click());
    expect(panel()).not.toBeNull();
    expect(all('.peek')).toHaveLength(0);
  });
});

describe('messages', () => {
  beforeEach(() => press('Chat'));

  it('are list items of a log, with name, time and text', () => {
    act(() => void fake.chat.write({ text: 'One\ntwo' }));
    const item = one('[role=log] li[data-message]');
    expect(item.dataset.from).toBe('Ben');
    expect(item.querySelector('time')?.dateTime).toMatch(/^2026-01-15T09:30/);
    expect(item.querySelector('.message-text')?.textContent).toBe('One\ntwo');
    expect(item.querySelector('.message-author')?.textContent).toBe('Ben');
    expect(one('[role=log]').getAttribute('aria-live')).toBe('polite');
  });

  it('of oneself are marked, and not read out', () => {
    act(() => fake.chat.send('Mine'));
    const item = one('li[data-message]');
    expect(item.classList.contains('own')).toBe(true);
    expect(item.getAttribute('aria-live')).toBe('off');
    expect(item.textContent).toContain('Sending…');
  });

  it('to one person say so', () => {
    act(() => void fake.chat.write({ text: 'a', to: 'me' }));
    act(() => void fake.chat.write({ text: 'b', to: 'p2', own: true, name: 'Ada' }));
    expect(all('.message-head').map((head) => head.querySelector('.message-private')?.textContent)).toEqual([
      'from Ben to you only',
      'You to Cleo only',
    ]);
  });

  it('that failed can be tried again', () => {
    const { key } = fake.chat.write({ own: true });
    act(() => fake.chat.change(key, { state: 'failed', error: new RtcError('unreachable', '') }));
    expect(one('li[data-message] [role=alert]').textContent).toBe('Not sent. The server cannot be reached.');
    press('Try again');
    expect(fake.chat.retried).toEqual([key]);
  });

  it('have links that give nothing away', () => {
    act(() => void fake.chat.write({ text: 'see https://example.org/x and javascript:alert(1)' }));
    const [link, ...more] = all<HTMLAnchorElement>('.message-text a');
    expect(more).toEqual([]);
    expect(link?.href).toBe('https://example.org/x');
    expect([link?.target, link?.rel]).toEqual(['_blank', 'noopener noreferrer nofollow']);
  });

  it('of long ago come when they are asked for', () => {
    act(() => {
      for (let i = 0; i < 250; i++) fake.chat.write({ text: String(i) });
    });
    expect(all('li[data-message]')).toHaveLength(200);
    press('Show earlier messages');
    expect(all('li[data-message]')).toHaveLength(250);
  });
});

describe('the composer', () => {
  beforeEach(() => press('Chat'));

  it('sends on Enter and by its button, and makes lines with Shift+Enter', () => {
    type('Hello');
    expect(key(field(), { key: 'Enter', shiftKey: true }).defaultPrevented).toBe(false);
    expect(key(field(), { key: 'Enter', isComposing: true }).defaultPrevented).toBe(false);
    expect(fake.chat.sent).toEqual([]);
    expect(key(field(), { key: 'Enter' }).defaultPrevented).toBe(true);
    expect(field().value).toBe('');
    type('Again');
    press('Send');
    expect(fake.chat.sent.map(({ text }) => text)).toEqual(['Hello', 'Again']);
  });

  it('keeps a draft while the panel is closed', () => {
    type('Half a');
    key(field(), { key: 'Escape' });
    press('Chat');
    expect(field().value).toBe('Half a');
  });

  it('counts near the end and refuses what is too long', () => {
    type('W'.repeat(7000));
    expect(one('.composer-note').textContent).toBe('');
    type('W'.repeat(7990));
    expect(one('.composer-note').textContent).toBe('10 characters left');
    type('W'.repeat(8001));
    expect(one('.composer-note').textContent).toBe('1 character too many');
    expect((named('Send') as HTMLButtonElement).disabled).toBe(true);
    key(field(), { key: 'Enter' });
    expect(fake.chat.sent).toEqual([]);
    expect(field().value).toHaveLength(8001);
  });

  it('writes to one person', () => {
    const select = one<HTMLSelectElement>('.recipient select');
    expect([...select.options].map(({ text }) => text)).toEqual(['Everybody', 'Ben', 'Cleo']);
    act(() => {
      select.value = 'p2';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    type('Psst');
    key(field(), { key: 'Enter' });
    expect(fake.chat.sent).toEqual([{ text: 'Psst', to: 'p2' }]);
    type('Psst');
    act(() => fake.exit('p2'));
    expect((named('Send') as HTMLButtonElement).disabled).toBe(true);
    expect(one('.composer-note').textContent).toContain('Cleo is not in the room');
  });

  it('sends files that are chosen', () => {
    const input = one<HTMLInputElement>('input[type=file]');
    expect(input.multiple).toBe(true);
    Object.defineProperty(input, 'files', { value: [new File(['a'], 'a.txt'), new File(['b'], 'b.txt')] });
    act(() => void input.dispatchEvent(new Event('change', { bubbles: true })));
    expect(fake.files.sent).toEqual([
      { name: 'a.txt', to: undefined },
      { name: 'b.txt', to: undefined },
    ]);
  });
});

describe('without the right to write', () => {
  const reason = 'Your invitation lets you read along. You cannot write or send files.';

  beforeEach(() => {
    act(() => render(null, document.body));
    call.dispose();
    fake.grants = ['publish', 'subscribe'];
    call = new Call(fake.room);
    act(() => render(<RoomPage call={call} name="Ada" />, document.body));
  });

  it('the chat can be read, and says why it cannot be written to', () => {
    press('Chat');
    expect(document.activeElement).toBe(one('[role=log]'));
    for (const name of ['Message', 'Send', 'Attach files'])
      expect((named(name) as HTMLButtonElement).disabled).toBe(true);
    expect(all('.recipient')).toHaveLength(0);
    expect(one('#composer-note').textContent).toBe(reason);
    expect(field().getAttribute('aria-describedby')).toBe('composer-note');
    act(() => void fake.chat.write({ text: 'Hello' }));
    expect(one('.message-text').textContent).toBe('Hello');
    expect(call.conversation.send('Hi')).toBe(false);
    expect(fake.chat.sent).toEqual([]);
  });

  it('files are not offered, and the reason is said', () => {
    call.conversation.sendFiles([new File(['a'], 'a.txt')]);
    expect(fake.files.sent).toEqual([]);
    expect(toasts.value.at(-1)?.text).toBe(reason);
  });

  it('offers of others are shown, and cannot be answered', () => {
    act(() => void fake.files.add({ name: 'offer.txt' }));
    expect(one('[role=dialog]').textContent).toContain('offer.txt');
    expect(one('.offer-refused').textContent).toBe('Your invitation does not let you accept files.');
    expect(all('[role=dialog] button').map(nameOf)).toEqual(['Dismiss']);
    press('Chat, 1 unread message');
    expect(one('.transfer-text').textContent).toBe('Your invitation does not let you accept files.');
    expect(all('[data-transfer] button').map(nameOf)).toEqual(['Remove from the list']);
  });
});

describe('files', () => {
  it('that are offered can be answered without opening the panel', () => {
    const offer = now(() => fake.files.add({ name: 'offer.txt' }));
    const notice = one('[role=dialog][aria-modal=false]');
    expect(notice.dataset).toMatchObject({ transfer: offer.id, state: 'offered', name: 'offer.txt' });
    press('Accept');
    expect(offer.calls).toEqual(['accept']);
    act(() => fake.files.change(offer, { state: 'transferring' }));
    expect(all('[role=dialog]')).toHaveLength(0);
  });

  it('whose offer is put aside wait in the panel', () => {
    act(() => void fake.files.add({}));
    key(one('[role=dialog] button'), { key: 'Escape' });
    expect(all('[role=dialog]')).toHaveLength(0);
    act(() => one('#chat-button').click());
    expect(one('[data-transfer]').dataset.state).toBe('offered');
  });

  it('show their progress in numbers', () => {
    press('Chat');
    act(
      () =>
        void fake.files.add({
          state: 'transferring',
          size: 1000_000,
          transferred: 250_000,
          bytesPerSecond: 50_000,
          secondsLeft: 15,
        }),
    );
    const bar = one('[data-transfer] [role=progressbar]');
    expect(
      ['aria-valuenow', 'aria-valuemin', 'aria-valuemax', 'aria-valuetext'].map((a) => bar.getAttribute(a)),
    ).toEqual(['25', '0', '100', '250 kB of 1 MB']);
    const text = one('.transfer-text').textContent;
    for (const part of ['Receiving', '15 sec', 'left', '250 kB of 1 MB · 50 kB/s'])
      expect(text).toContain(part);
  });

  it.each([
    ['offered', 'in', ['Decline', 'Accept'], 'Do you want this file?'],
    ['offered', 'out', ['Cancel'], 'Waiting for Ben to accept'],
    ['transferring', 'in', ['Pause', 'Cancel'], 'Receiving'],
    ['paused', 'in', ['Resume', 'Cancel'], 'Paused by you'],
    ['interrupted', 'out', ['Cancel'], 'Interrupted, goes on by itself'],
    ['verifying', 'in', ['Cancel'], 'Checking…'],
    ['done', 'out', ['Remove from the list'], 'Ben has itChecked'],
    ['declined', 'in', ['Remove from the list'], 'You declined it'],
    ['cancelled', 'in', ['Remove from the list'], 'Cancelled'],
    ['failed', 'in', ['Remove from the list'], 'Failed: The transfer failed. Start it again.'],
  ] as const)('%s, %s: say so and offer what can be done', (state, direction, actions, words) => {
    press('Chat');
    act(() => void fake.files.add({ state, direction, pausedBy: state === 'paused' ? 'us' : undefined }));
    expect(all('[data-transfer] :is(button, a)').map(nameOf)).toEqual(actions);
    expect(
      all('.transfer-state')
        .map((each) => each.textContent)
        .join(''),
    ).toBe(words);
  });

  it('do what their buttons say, and keep the focus in their row', () => {
    press('Chat');
    let transfer = now(() => fake.files.add({ state: 'transferring' }));
    named('Pause').focus();
    press('Pause');
    act(() => fake.files.change(transfer, { state: 'paused', pausedBy: 'us' }));
    expect(document.activeElement).toBe(named('Resume'));
    press('Resume');
    press('Cancel');
    expect(transfer.calls).toEqual(['pause', 'resume', 'cancel']);
    act(() => fake.files.change(transfer, { state: 'cancelled' }));
    press('Remove from the list');
    expect(all('[data-transfer]')).toHaveLength(0);
    transfer = now(() => fake.files.add({ state: 'paused', pausedBy: 'them' }));
    expect(all('[data-transfer] button').map(nameOf)).toEqual(['Cancel']);
  });

  it('wait when somebody else has the name of the receiver, who can be offered them anew', () => {
    press('Chat');
    const transfer = now(() => fake.files.add({ state: 'interrupted', direction: 'out' }));
    act(() => fake.files.change(transfer, { stranger: { id: 'p9', name: 'Ben' } }));
    expect(all('[data-transfer] button').map(nameOf)).toEqual(['Offer again', 'Cancel']);
    expect(one('.transfer-text').textContent).toBe(
      'Somebody joined as Ben who may be someone else. The file waits for the one it was offered to.',
    );
    named('Offer again').focus();
    press('Offer again');
    expect(fake.files.transfers).toMatchObject([{ state: 'offered', participant: { id: 'p9' } }]);
    expect(all('[data-transfer]').map(({ dataset }) => dataset.state)).toEqual(['offered']);
    expect(document.activeElement).toBe(named('Cancel'));
  });

  it('are saved under a harmless name and type, and their address is given back', async () => {
    const revoke = vi.spyOn(URL, 'revokeObjectURL');
    const create = vi.spyOn(URL, 'createObjectURL');
    press('Chat');
    const blob = new Blob(['<script>'], { type: 'text/html' });
    act(() => void fake.files.add({ name: '../a\u202etxt.html', state: 'done', blob }));
    const link = named('Save') as HTMLAnchorElement;
    expect(link.download).toBe('_atxt.html');
    expect(link.href).toMatch(/^blob:/);
    expect(create).toHaveBeenCalledWith(expect.objectContaining({ type: 'application/octet-stream' }));
    press('Remove from the list');
    expect(revoke).toHaveBeenCalledWith(link.href);
  });
});
