import { describe, expect, it } from 'vitest';
import { bestGrid } from '../../src/ui/grid';
import { de } from '../../src/ui/i18n/de';
import { en } from '../../src/ui/i18n/en';
import { friendlyRoomName } from '../../src/ui/room-names';
import { isValidName, linkTo, roomName, routeOf } from '../../src/ui/route';
import { shortcutOf } from '../../src/ui/shortcuts';
import { Speaking } from '../../src/ui/speaking';

describe('bestGrid', () => {
  const desktop = { width: 1248, height: 640 };
  const phone = { width: 374, height: 700 };

  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 2],
    [5, 3],
    [6, 3],
    [7, 3],
    [9, 3],
    [12, 4],
  ])('%i tiles on a desktop: %i columns', (count, columns) => {
    expect(bestGrid(count, desktop, 10).columns).toBe(columns);
  });

  it.each([
    [1, 1],
    [2, 1],
    [4, 1],
    [6, 2],
    [9, 2],
  ])('%i tiles on a phone: %i columns', (count, columns) => {
    expect(bestGrid(count, phone, 10).columns).toBe(columns);
  });

  it('never overflows and stays between 1:1 and 16:9 while nothing scrolls', () => {
    for (const area of [desktop, phone, { width: 800, height: 800 }, { width: 1920, height: 940 }]) {
      for (let count = 2; count <= 9; count++) {
        const grid = bestGrid(count, area, 10);
        if (grid.scrolls) continue;
        expect(grid.columns * grid.tileWidth + (grid.columns - 1) * 10).toBeLessThanOrEqual(area.width);
        expect(grid.rows * grid.tileHeight + (grid.rows - 1) * 10).toBeLessThanOrEqual(area.height);
        expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count);
        const aspect = grid.tileWidth / grid.tileHeight;
        expect(aspect).toBeGreaterThan(0.99);
        expect(aspect).toBeLessThan(1.8);
      }
    }
  });

  it('scrolls when tiles would be too small', () => {
    const grid = bestGrid(40, phone, 10);
    expect(grid).toMatchObject({ scrolls: true, columns: 2, rows: 20 });
    expect(grid.tileWidth).toBeGreaterThanOrEqual(156);
  });

  it('survives an area of nothing', () => {
    expect(bestGrid(3, { width: 0, height: 0 }, 10)).toMatchObject({ tileWidth: 0, tileHeight: 0 });
  });
});

describe('routeOf', () => {
  const at = (path: string) => routeOf(new URL(path, 'https://example.org'));

  it('reads the address', () => {
    expect(at('/')).toEqual({ page: 'home' });
    expect(at('/r/team')).toEqual({
      page: 'room',
      room: 'team',
      name: undefined,
      join: false,
      token: undefined,
      path: 'auto',
    });
    expect(at('/r/team?path=relay')).toMatchObject({ path: 'relay' });
    expect(at('/r/team?path=bogus')).toMatchObject({ path: 'auto' });
    expect(at('/r/team?name=Ada%20L&join')).toMatchObject({ name: 'Ada L', join: true });
    expect(at('/r/team/?join=')).toMatchObject({ room: 'team', join: true });
    expect(at('/r/a%20b')).toEqual({ page: 'bad-room' });
    expect(at(`/r/${'x'.repeat(65)}`)).toEqual({ page: 'bad-room' });
  });

  it('takes the name from a token', () => {
    const payload = btoa(String.fromCharCode(...new TextEncoder().encode('{"name":"Zoë","room":"team"}')));
    expect(at(`/r/team#token=a.${payload.replaceAll('=', '')}.c`)).toMatchObject({ name: 'Zoë' });
    const subject = btoa('{"sub":"Ben"}').replaceAll('=', '');
    expect(at(`/r/team?name=Ada#token=a.${subject}.c`)).toMatchObject({ name: 'Ben' });
    expect(at('/r/team?name=Ada#token=broken')).toMatchObject({ name: 'Ada', token: 'broken' });
  });

  it('makes links that carry neither name nor token', () => {
    expect(linkTo('team', 'https://example.org')).toBe('https://example.org/r/team');
  });

  it('knows names by the rules of the protocol', () => {
    expect(['A', 'Zoë 🙂', 'x'.repeat(64)].map(isValidName)).toEqual([true, true, true]);
    expect(['', 'x'.repeat(65), 'a\nb', 'a\u0000'].map(isValidName)).toEqual([false, false, false, false]);
  });
});

describe('Speaking', () => {
  it('holds the ring for 1.2 s and no longer', () => {
    const speaking = new Speaking(1200);
    expect([...speaking.update(['a'], 0)]).toEqual(['a']);
    expect([...speaking.update([], 1000)]).toEqual(['a']);
    expect(speaking.nextChange()).toBe(2200);
    expect([...speaking.shown(2199)]).toEqual(['a']);
    expect([...speaking.shown(2200)]).toEqual([]);
    expect(speaking.nextChange()).toBeUndefined();
  });

  it('does not flicker when somebody pauses', () => {
    const speaking = new Speaking(1200);
    speaking.update(['a'], 0);
    speaking.update(['b'], 500);
    expect([...speaking.update(['a', 'b'], 900)].sort()).toEqual(['a', 'b']);
    expect([...speaking.shown(5000)].sort()).toEqual(['a', 'b']);
  });
});

describe('the rest of the page', () => {
  it('names rooms so that the server takes them', () => {
    for (const value of [0, 0.5, 0.999999]) expect(friendlyRoomName(() => value)).toMatch(roomName);
    expect(friendlyRoomName(() => 0)).toBe('amber-amber-acorn-100');
  });

  it('leaves modified keys to the browser', () => {
    const key = {
      key: 'm',
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      repeat: false,
      isComposing: false,
    };
    expect(shortcutOf(key)).toBe('microphone');
    expect(shortcutOf({ ...key, key: 'V' })).toBe('camera');
    expect(shortcutOf({ ...key, key: '?' })).toBe('help');
    for (const change of [
      { ctrlKey: true },
      { metaKey: true },
      { altKey: true },
      { repeat: true },
      { key: 'x' },
    ]) {
      expect(shortcutOf({ ...key, ...change })).toBeUndefined();
    }
  });

  it('has the same parameters in both languages', () => {
    const parameters = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const key of Object.keys(en) as (keyof typeof en)[])
      expect(parameters(de[key]), key).toEqual(parameters(en[key]));
  });
});
