// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RtcError } from '../../../src/media';
import { Conversation } from '../../../src/ui/chat/conversation';
import { announcements, toasts } from '../../../src/ui/notices';
import { FakeChat, FakeFiles } from '../fake-room';

let chat: FakeChat;
let files: FakeFiles;
let conversation: Conversation;
const others = signal<{ id: string; name: string; data: boolean }[]>([]);

beforeEach(() => {
  vi.useFakeTimers();
  chat = new FakeChat();
  files = new FakeFiles();
  others.value = [{ id: 'p1', name: 'Ben', data: true }];
  announcements.value = [];
  toasts.value = [];
  conversation = new Conversation({ chat, files, may: () => true }, others);
});

afterEach(() => {
  conversation.dispose();
  vi.useRealTimers();
});

const heard = () => announcements.value.map(({ text }) => text);
const leaving = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
const file = (name: string) => new File(['x'], name);

describe('unread messages', () => {
  it('are counted and announced while the panel is closed', () => {
    chat.write({ text: 'One\ntwo' });
    chat.write({ text: 'Three', to: 'me' });
    expect(conversation.unread.value).toBe(2);
    expect(heard()).toEqual(['Ben: One two', 'Ben, to you only: Three']);
    expect(conversation.peeks.value).toMatchObject([
      { name: 'Ben', text: 'One two', private: false },
      { name: 'Ben', text: 'Three', private: true },
    ]);
    conversation.show(true);
    expect(conversation.unread.value).toBe(0);
    expect(conversation.peeks.value).toEqual([]);
  });

  it('are left to the log while the panel is open, and own ones to nobody', () => {
    conversation.send('Mine');
    conversation.show(true);
    chat.write({ text: 'Yours' });
    expect(conversation.messages.value.map(({ text }) => text)).toEqual(['Mine', 'Yours']);
    expect([heard(), conversation.unread.value, conversation.peeks.value]).toEqual([[], 0, []]);
  });

  it('repeat an announcement of the same words', () => {
    chat.write({ text: 'ok' });
    chat.write({ text: 'ok' });
    expect(heard()).toEqual(['Ben: ok', 'Ben: ok']);
  });

  it('show at most two peeks, and not for long', () => {
    for (const text of ['1', '2', '3']) chat.write({ text });
    expect(conversation.peeks.value.map(({ text }) => text)).toEqual(['2', '3']);
    vi.advanceTimersByTime(10_000);
    expect(conversation.peeks.value).toEqual([]);
    expect(conversation.unread.value).toBe(3);
  });
});

describe('the recipient', () => {
  it('gets what is sent, and nobody else', () => {
    conversation.recipient.value = { id: 'p1', name: 'Ben' };
    expect(conversation.send('Hi')).toBe(true);
    conversation.recipient.value = undefined;
    conversation.send('All');
    expect(chat.sent).toEqual([
      { text: 'Hi', to: 'p1' },
      { text: 'All', to: undefined },
    ]);
  });

  it('who leaves is not replaced by everybody', () => {
    conversation.recipient.value = { id: 'p1', name: 'Ben' };
    others.value = [{ id: 'p2', name: 'Cleo', data: true }];
    expect(conversation.recipientGone.value).toBe(true);
    expect(conversation.send('secret')).toBe(false);
    conversation.sendFiles([file('secret.txt')]);
    expect([chat.sent, files.sent]).toEqual([[], []]);
    expect(toasts.value.at(-1)?.text).toBe('Ben cannot receive files now.');
  });

  it('who comes back with another id is found by name', () => {
    conversation.recipient.value = { id: 'p1', name: 'Ben' };
    others.value = [];
    others.value = [{ id: 'p9', name: 'Ben', data: true }];
    expect(conversation.recipientGone.value).toBe(false);
    conversation.send('Hi');
    expect(chat.sent).toEqual([{ text: 'Hi', to: 'p9' }]);
  });

  it('has nothing to read in white space', () => {
    expect(conversation.send(' \n')).toBe(false);
    expect(chat.sent).toEqual([]);
  });
});

describe('files', () => {
  it('to several people are one card, and open the panel', () => {
    files.receivers = [
      { id: 'p1', name: 'Ben' },
      { id: 'p2', name: 'Cleo' },
    ];
    conversation.sendFiles([file('a.txt'), file('b.txt')]);
    const list = conversation.transfers.list.value;
    expect(list.map(({ transfer }) => transfer.name)).toEqual(['a.txt', 'a.txt', 'b.txt', 'b.txt']);
    expect(new Set(list.map(({ batch }) => batch)).size).toBe(2);
    expect(conversation.open.value).toBe(true);
  });

  it('that nobody can receive are said to be so', () => {
    files.receivers = [];
    conversation.sendFiles([file('a.txt')]);
    expect(toasts.value.at(-1)?.text).toBe('Nobody here can receive files now.');
    expect(conversation.open.value).toBe(false);
  });

  it('that are offered are announced and counted', () => {
    const offer = files.add({});
    expect(heard()).toEqual(['Ben wants to send you report.pdf, 2.4 MB.']);
    expect(conversation.unread.value).toBe(1);
    expect(conversation.transfers.offers.value).toHaveLength(1);
    files.change(offer, { state: 'transferring' });
    expect(conversation.transfers.offers.value).toHaveLength(0);
    files.change(offer, { state: 'done' });
    expect(heard().at(-1)).toBe('report.pdf from Ben is here and checked.');
    expect(conversation.peeks.value).toMatchObject([{ name: undefined }]);
  });

  it('that fail say why', () => {
    const offer = files.add({ name: 'a\u202eb' });
    files.change(offer, { state: 'failed', error: new RtcError('file-damaged', '') });
    expect(heard().at(-1)).toBe('a\ufffdb: The file did not arrive as it was sent.');
  });

  it('that wait because somebody else has the name say so once', () => {
    conversation.sendFiles([file('mine')]);
    const [mine] = files.transfers;
    if (!mine) throw new Error('no transfer');
    files.change(mine, { state: 'interrupted', stranger: { id: 'p9', name: 'Ben\u202e' } });
    files.change(mine, { state: 'paused' });
    expect(heard().slice(-2)).toEqual([
      'Somebody joined as Ben\ufffd who may be someone else: mine waits.',
      'mine is interrupted.',
    ]);
  });

  it('that run make the page ask before it is left', () => {
    expect(leaving()).toBe(false);
    const offer = files.add({});
    expect(leaving()).toBe(false);
    files.change(offer, { state: 'paused' });
    expect(leaving()).toBe(true);
    files.change(offer, { state: 'done' });
    expect(leaving()).toBe(false);
    conversation.sendFiles([file('mine')]);
    expect(leaving()).toBe(true);
    conversation.dispose();
    expect(leaving()).toBe(false);
  });

  it('keep their snapshot in step, without another list', () => {
    const offer = files.add({ state: 'transferring' });
    const { list } = conversation.transfers;
    const before = list.value;
    files.change(offer, { transferred: 1000, bytesPerSecond: 10 });
    expect(list.value).toBe(before);
    expect(before[0]?.view.value).toMatchObject({ transferred: 1000, bytesPerSecond: 10 });
  });
});
