// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Call } from '../../src/ui/call';
import { setLocale } from '../../src/ui/i18n';
import { go, route } from '../../src/ui/navigation';
import { RoomPage } from '../../src/ui/room-page';
import type { FakeRoom } from './fake-room';
import { fakeRoom } from './fake-room';

let fake: FakeRoom;
let call: Call;

beforeEach(() => {
  go('/r/team-standup');
  fake = fakeRoom();
  call = new Call(fake.room);
  act(() => render(<RoomPage call={call} name="Ada" />, document.body));
});

afterEach(() => {
  act(() => render(null, document.body));
  call.dispose();
  setLocale('en');
  vi.restoreAllMocks();
});

const dialog = () => document.querySelector<HTMLDialogElement>('dialog[open]');
const leaveButton = () => document.querySelector<HTMLButtonElement>('.control.leave');
const left = () => call.ended.value !== undefined;

function press(name: string): void {
  const button = [...(dialog()?.querySelectorAll('button') ?? [])].find((each) => each.textContent === name);
  if (!button) throw new Error(`the dialog has no ${name}`);
  act(() => button.click());
}

it('is at once when nothing is on its way, or only offered to us', () => {
  act(() => void fake.files.add({ state: 'offered' }));
  act(() => void fake.files.add({ state: 'done' }));
  act(() => leaveButton()?.click());
  expect(dialog()).toBeNull();
  expect(left()).toBe(true);
});

it.each([
  ['in', 'transferring'],
  ['in', 'paused'],
  ['out', 'offered'],
  ['out', 'interrupted'],
] as const)('asks first while a file is on its way (%s, %s)', (direction, state) => {
  act(() => void fake.files.add({ direction, state }));
  act(() => leaveButton()?.click());
  expect(left()).toBe(false);
  const asked = dialog();
  expect(asked?.getAttribute('role')).toBe('alertdialog');
  const textOf = (attribute: string) =>
    document.getElementById(asked?.getAttribute(attribute) ?? '')?.textContent;
  expect(textOf('aria-labelledby')).toBe('Leave the room?');
  expect(textOf('aria-describedby')).toBe('1 file transfer has not ended. Leaving cancels it.');
  press('Stay');
  expect([dialog(), left()]).toEqual([null, false]);
  act(() => leaveButton()?.click());
  press('Leave');
  expect(left()).toBe(true);
});

it('follows what happens to the files, in the language of the page', () => {
  const one = fake.files.add({ state: 'transferring' });
  const other = fake.files.add({ state: 'paused' });
  act(() => setLocale('de'));
  act(() => leaveButton()?.click());
  const text = () => dialog()?.querySelector('p')?.textContent;
  expect(text()).toBe('2 Dateiübertragungen sind noch nicht zu Ende. Wenn du gehst, werden sie abgebrochen.');
  act(() => fake.files.change(one, { state: 'done' }));
  expect(text()).toBe('1 Dateiübertragung ist noch nicht zu Ende. Wenn du gehst, wird sie abgebrochen.');
  act(() => fake.files.change(other, { state: 'done' }));
  expect(text()).toBe('Alle Dateiübertragungen sind zu Ende.');
  press('Bleiben');
  act(() => leaveButton()?.click());
  expect([dialog(), left()]).toEqual([null, true]);
});

it('asks before another address of the page too', () => {
  act(() => void fake.files.add({ state: 'transferring' }));
  const [transfer] = fake.files.transfers;
  if (!transfer) throw new Error('no transfer');
  act(() => document.querySelector<HTMLAnchorElement>('a.brand')?.click());
  expect(route.value).toMatchObject({ page: 'room' });
  press('Stay');
  expect(location.pathname).toBe('/r/team-standup');
  act(() => go('/'));
  press('Leave');
  expect([route.value, location.pathname]).toEqual([{ page: 'home' }, '/']);
  act(() => go('/r/team-standup'));
  press('Leave');
  act(() => fake.files.change(transfer, { state: 'done' }));
  act(() => go('/'));
  expect(location.pathname).toBe('/');
});

it('asks before the browser goes back, and goes back when told to', () => {
  act(() => void fake.files.add({ state: 'transferring' }));
  const back = vi.spyOn(history, 'back').mockReturnValue();
  history.replaceState(null, '', '/');
  act(() => void window.dispatchEvent(new PopStateEvent('popstate')));
  expect([location.pathname, route.value]).toMatchObject(['/r/team-standup', { page: 'room' }]);
  press('Stay');
  expect(back).not.toHaveBeenCalled();
  act(() => void window.dispatchEvent(new PopStateEvent('popstate')));
  press('Leave');
  expect(back).toHaveBeenCalledOnce();
  history.replaceState(null, '', '/');
  act(() => void window.dispatchEvent(new PopStateEvent('popstate')));
  expect(route.value).toEqual({ page: 'home' });
});
