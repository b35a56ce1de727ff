// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, expect, it } from 'vitest';
import { Call } from '../../../src/ui/call';
import { loadPanel } from '../../../src/ui/chat/lazy-panel';
import { Notices } from '../../../src/ui/notices-view';
import { RoomPage } from '../../../src/ui/room-page';
import { fakeRoom } from '../fake-room';
import { hostileNames, hostileTexts } from '../hostile';

afterEach(() => act(() => render(null, document.body)));

/** Controls, what reorders, what has no width. */
const hidden =
  /(?!\t)[\p{Cc}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060\u2066-\u2069\u3164\ufeff]/u;

/** What is shown, read out or given to the browser: the text of messages aside, which is bounded by its bubble. */
function* namesShown(): Generator<[string, string]> {
  yield ['title', document.title];
  for (const element of document.body.querySelectorAll('*')) {
    for (const name of ['title', 'aria-label', 'aria-valuetext', 'placeholder', 'alt', 'download'])
      if (element.hasAttribute(name)) yield [name, element.getAttribute(name) ?? ''];
    if (element.closest('.message-text, .log-empty')) continue;
    for (const node of element.childNodes)
      if (node.nodeType === Node.TEXT_NODE)
        yield [element.className || element.tagName, node.textContent ?? ''];
  }
}

it.each([true, false])('shows what others chose as text and nothing else (panel open: %s)', async (open) => {
  await loadPanel();
  const fake = fakeRoom();
  const call = new Call(fake.room);
  act(() => {
    call.conversation.show(open);
    render(
      <>
        <RoomPage call={call} name="Ada" />
        <Notices />
      </>,
      document.body,
    );
  });
  for (const name of hostileNames) {
    act(() => {
      fake.enter(name, name, true, 'joined');
      const from = { name, participant: { id: name, name } };
      fake.files.add(from);
      fake.files.add({ ...from, state: 'done', blob: new Blob(['x']) });
      fake.files.add({ ...from, direction: 'out', state: 'interrupted', stranger: { id: name, name } });
      fake.files.add({ ...from, direction: 'out', state: 'paused', pausedBy: 'them' });
      call.conversation.recipient.value = { id: name, name };
      for (const text of hostileTexts) fake.chat.write({ name, text, to: 'me' });
    });
    expect(
      document.querySelectorAll(
        'img:not([src="/favicon.svg"]), script, iframe, object, b, form:not(.composer)',
      ),
    ).toHaveLength(0);
    for (const element of document.querySelectorAll('*'))
      for (const { name: attribute } of element.attributes) expect(attribute).not.toMatch(/^on/);
    for (const link of document.querySelectorAll('a'))
      expect(link.getAttribute('href')).toMatch(/^(https?:|mailto:|blob:|\/$)/);
    if (open) {
      const shown = [...document.querySelectorAll('.message-text')].slice(-hostileTexts.length);
      // Links that hide something are the exception: they show their real address.
      for (const [index, text] of hostileTexts.entries())
        if (!/https/.test(text)) expect(shown[index]?.textContent).toBe(text);
    }
    const named = document.querySelectorAll(
      '.file-name, .message-author, .peek-name, .offer-text p, .recipient',
    );
    expect(named.length).toBeGreaterThan(0);
    for (const each of named) expect(each.textContent).not.toMatch(hidden);
    for (const [where, text] of namesShown()) expect(text, where).not.toMatch(hidden);
    for (const link of document.querySelectorAll<HTMLAnchorElement>('a[download]')) {
      expect(link.href).toMatch(/^blob:/);
      expect(link.download).toMatch(/^[^/\\:*?"<>|.][^/\\:*?"<>|]{0,179}$/u);
    }
    for (const tile of document.querySelectorAll('article'))
      expect(tile.querySelector('.tile-name')?.textContent?.trim()).not.toBe('');
    act(() => fake.exit(name));
    const said = document.querySelector('.toasts')?.textContent ?? '';
    expect(said).toContain('left');
    expect(said).not.toMatch(hidden);
  }
  call.dispose();
});
