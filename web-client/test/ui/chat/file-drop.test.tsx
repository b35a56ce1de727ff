// @vitest-environment happy-dom
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Conversation } from '../../../src/ui/chat/conversation';
import { FileDrop } from '../../../src/ui/chat/file-drop';
import { toasts } from '../../../src/ui/notices';
import { FakeChat, FakeFiles } from '../fake-room';

let files: FakeFiles;
let conversation: Conversation;

beforeEach(() => {
  vi.useFakeTimers();
  files = new FakeFiles();
  const others = signal([{ id: 'p1', name: 'Ben', data: true }]);
  conversation = new Conversation({ chat: new FakeChat(), files, may: () => true }, others);
  act(() => render(<FileDrop conversation={conversation} />, document.body));
});

afterEach(() => {
  act(() => render(null, document.body));
  conversation.dispose();
  vi.useRealTimers();
});

const item = (name: string, folder = false) => ({
  kind: 'file',
  getAsFile: () => new File(['x'], name),
  webkitGetAsEntry: () => ({ isDirectory: folder }),
});

function happens(type: string, what: Record<string, unknown>): Event {
  const event = new Event(type, { bubbles: true, cancelable: true });
  act(() => {
    for (const [key, value] of Object.entries(what)) Object.defineProperty(event, key, { value });
    document.body.dispatchEvent(event);
  });
  return event;
}

const shown = () => document.querySelector('.drop-zone')?.textContent;

describe('files over the page', () => {
  it('are announced by a sign that goes when they go', () => {
    expect(happens('dragover', { dataTransfer: { types: ['Files'] } }).defaultPrevented).toBe(true);
    expect(shown()).toBe('Drop files to send them to everybody');
    act(() => void vi.advanceTimersByTime(700));
    expect(shown()).toBeUndefined();
    conversation.recipient.value = { id: 'p1', name: 'Ben' };
    happens('dragenter', { dataTransfer: { types: ['Files'] } });
    expect(shown()).toBe('Drop files to send them to Ben only');
  });

  it('are sent, but for folders', () => {
    const dataTransfer = { types: ['Files'], items: [item('a.txt'), item('folder', true), item('b.txt')] };
    expect(happens('drop', { dataTransfer }).defaultPrevented).toBe(true);
    expect(files.sent.map(({ name }) => name)).toEqual(['a.txt', 'b.txt']);
    expect(toasts.value.at(-1)?.text).toContain('folder cannot be sent');
    expect(conversation.open.value).toBe(true);
  });

  it('leave dragged text to the browser', () => {
    const dataTransfer = { types: ['text/plain'], items: [] };
    for (const type of ['dragover', 'drop'])
      expect(happens(type, { dataTransfer }).defaultPrevented).toBe(false);
    expect(shown()).toBeUndefined();
  });
});

describe('pasted files', () => {
  it('are sent when they are what was copied', () => {
    const picture = { types: ['Files'], files: [{}], items: [item('image.png')] };
    expect(happens('paste', { clipboardData: picture }).defaultPrevented).toBe(true);
    expect(files.sent).toEqual([{ name: 'image.png', to: undefined }]);
  });

  it('that only picture a copied text are not', () => {
    const words = { types: ['text/plain', 'text/html', 'Files'], files: [{}], items: [item('image.png')] };
    expect(happens('paste', { clipboardData: words }).defaultPrevented).toBe(false);
    expect(files.sent).toEqual([]);
  });
});
