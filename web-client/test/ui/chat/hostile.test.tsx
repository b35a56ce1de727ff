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
      fake.enter(name, name);
      fake.files.add({ name, participant: { id: name, name } });
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
      expect(link.getAttribute('href')).toMatch(/^(https?:|mailto:|\/$)/);
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
    for (const each of named) expect(each.textContent).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
  }
  call.dispose();
});
