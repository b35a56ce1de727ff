// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { safeName, shownName } from '../../../src/ui/chat/file-names';
import { piecesOf } from '../../../src/ui/chat/links';
import { formatBytes, formatDuration, formatSpeed } from '../../../src/ui/chat/sizes';
import { firstWords, visible } from '../../../src/ui/text';
import { hostileNames, hostileTexts } from '../hostile';

const links = (text: string) =>
  piecesOf(text).flatMap((piece) => (piece.kind === 'link' ? [[piece.text, piece.href]] : []));

describe('links', () => {
  it.each([
    ['see https://example.org/a?b=c#d.', [['https://example.org/a?b=c#d', 'https://example.org/a?b=c#d']]],
    ['www.example.org', [['www.example.org', 'https://www.example.org/']]],
    ['example.org:8443/x', [['example.org:8443/x', 'https://example.org:8443/x']]],
    ['HTTP://Example.ORG', [['HTTP://Example.ORG', 'http://example.org/']]],
    ['me@example.org', [['me@example.org', 'mailto:me@example.org']]],
    ['mailto:me@example.org', [['mailto:me@example.org', 'mailto:me@example.org']]],
    ['http://127.0.0.1:8080/r/team', [['http://127.0.0.1:8080/r/team', 'http://127.0.0.1:8080/r/team']]],
  ])('finds %s', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt://example.org/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://example.org/',
    'blob:https://example.org/1',
    'http://good.example@evil.example/',
    'https://user:secret@evil.example/',
    '#tag @name plain.words',
  ])('leaves %s as text', (text) => {
    const found = links(text);
    for (const [, href] of found) expect(href).toMatch(/^(https?:\/\/|mailto:)[^@]*$/);
    expect(found.map(([, href]) => href).join()).not.toMatch(/script|data:|file:|ftp:|blob:|evil/);
  });

  it('shows where a link leads, not what it looks like', () => {
    expect(links('https://\u0430pple.example/x')).toEqual([
      ['https://xn--pple-43d.example/x', 'https://xn--pple-43d.example/x'],
    ]);
    for (const [shown, href] of links('https://example.org/\u202egnp.exe')) {
      expect(shown).not.toContain('\u202e');
      expect(shown).toBe(href);
    }
    expect(links('https://example.org/Köln')).toEqual([
      ['https://example.org/Köln', 'https://example.org/K%C3%B6ln'],
    ]);
  });

  it('loses no character of text around links', () => {
    const text = 'a https://example.org b\nc javascript:x d me@example.org e';
    expect(
      piecesOf(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  it('reads the longest message at once', () => {
    expect(piecesOf('W'.repeat(8000))).toEqual([{ kind: 'text', text: 'W'.repeat(8000) }]);
    for (const text of hostileTexts)
      for (const [, href] of links(text)) expect(href).toMatch(/^(https?:|mailto:)/);
  });
});

describe('names', () => {
  it('shows what a name hides', () => {
    expect(visible('invoice\u202efdp.exe')).toBe('invoice\ufffdfdp.exe');
    expect(visible('a\u0000b\nc\u200bd\u2066e\ufeff')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\ufffd');
    expect(visible('Zoë 👩‍🚀 نیم‌فاصله')).toBe('Zoë 👩‍🚀 نیم‌فاصله');
    expect(visible('a\u3164b\u2800c\uffa0d\u115fe\u034ff')).toBe('a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf');
    expect(visible('Ben\u200d B\u200den Ben\ufe0f')).toBe('Ben\ufffd B\ufffden Ben\ufffd');
    for (const seen of ['❤️‍🔥 1️⃣', '葛\u{e0100}城', 'é', 'e\u0301', 'A B', 'क्‍ष'])
      expect(visible(seen)).toBe(seen);
  });

  it('shows that there is something where nothing is seen', () => {
    for (const blank of [' ', '\u200d', '\u00a0\u2003', ' \u0301', '\u3164'])
      expect(visible(blank)).toBe('\ufffd');
    expect(visible('')).toBe('');
  });

  it('keeps the end of a name apart', () => {
    expect(shownName('report.final.pdf')).toEqual({ stem: 'report.final', extension: '.pdf' });
    expect(shownName('.profile')).toEqual({ stem: '.profile', extension: '' });
    expect(shownName('a.this is no extension')).toEqual({ stem: 'a.this is no extension', extension: '' });
    expect(shownName('x\u202efdp.exe')).toEqual({ stem: 'x\ufffdfdp', extension: '.exe' });
  });

  it.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\system.ini', 'C__Windows_system.ini'],
    ['.bashrc', 'bashrc'],
    ['con.txt', '_con.txt'],
    ['name. . ', 'name'],
    ['\u202e\u0000', 'file'],
    ['', 'file'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['a<b>:"|?*.txt', 'a_b______.txt'],
  ])('saves %j as %s', (name, expected) => {
    expect(safeName(name)).toBe(expected);
  });

  it('saves nothing that leaves the folder or is too long', () => {
    for (const name of [...hostileNames, `${'x'.repeat(400)}.tar.gz`]) {
      const safe = safeName(name);
      expect(safe).not.toMatch(/[/\\\p{Cc}]|^\.|\u202e/u);
      expect([...safe].length).toBeLessThanOrEqual(180);
    }
    expect(safeName(`${'x'.repeat(400)}.pdf`)).toMatch(/x\.pdf$/);
  });

  it('cuts first words between characters', () => {
    expect(firstWords('one\n\ttwo   three')).toBe('one two three');
    expect(firstWords('🙂'.repeat(100), 5)).toBe('🙂🙂🙂🙂…');
  });
});

describe('sizes', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [2_400_000, '2.4 MB'],
    [123_456_789, '123 MB'],
    [999_999, '1 MB'],
    [4_700_000_000, '4.7 GB'],
    [-5, '0 bytes'],
  ])('%d bytes', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });

  it('says how fast and how long', () => {
    expect(formatSpeed(1_310_000)).toBe('1.3 MB/s');
    expect(formatDuration(0.2)).toBe('1 sec');
    expect(formatDuration(59.7)).toBe('1 min');
    expect(formatDuration(3600 * 2 + 60 * 5)).toBe('2 hr 5 min');
  });
});
