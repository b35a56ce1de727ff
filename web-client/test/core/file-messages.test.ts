import { describe, expect, it } from 'vitest';
import { mimeOf, offeredName, parseFileMessage } from '../../src/core/file-messages';
import { safeFileName } from '../../src/core/file-name';
import { senderOf } from '../../src/core/identified';
import { Rate } from '../../src/core/rate';

const id = '0123456789abcdef0123456789abcdef';
const offer = { type: 'offer', id, name: 'a.txt', size: 5, mime: 'text/plain' };
const parse = (value: unknown) => parseFileMessage(JSON.stringify(value));

describe('control messages', () => {
  it.each([
    [offer, { ...offer, paused: false }],
    [
      { ...offer, paused: true, more: 1 },
      { ...offer, paused: true },
    ],
    [
      { type: 'accept', offset: 0 },
      { type: 'accept', offset: 0, paused: false },
    ],
    [
      { type: 'received', offset: Number.MAX_SAFE_INTEGER },
      { type: 'received', offset: Number.MAX_SAFE_INTEGER },
    ],
    [
      { type: 'end', sha256: 'ab' },
      { type: 'end', sha256: 'ab' },
    ],
    [
      { type: 'decline', reason: 'too-many' },
      { type: 'decline', reason: 'too-many' },
    ],
    [
      { type: 'decline', reason: { html: '<b>' } },
      { type: 'decline', reason: 'declined' },
    ],
    [
      { type: 'failed', reason: 'damaged' },
      { type: 'failed', reason: 'damaged' },
    ],
    [
      { type: 'failed', reason: 'odd' },
      { type: 'failed', reason: 'protocol' },
    ],
    [
      { type: 'cancel', id },
      { type: 'cancel', id },
    ],
    [{ type: 'cancel', id: 7 }, { type: 'cancel' }],
    [
      { type: 'again', proof: id + id },
      { type: 'again', proof: id + id },
    ],
    [
      { type: 'known', proof: id + id },
      { type: 'known', proof: id + id },
    ],
    [{ type: 'unknown', proof: 1 }, { type: 'unknown' }],
    [{ type: 'pause' }, { type: 'pause' }],
    [{ type: 'resume' }, { type: 'resume' }],
    [{ type: 'done' }, { type: 'done' }],
  ])('reads %j', (value, expected) => {
    expect(parse(value)).toEqual(expected);
  });

  it.each([
    ['a size beyond what can be counted', { ...offer, size: Number.MAX_SAFE_INTEGER + 1 }],
    ['a huge size', { ...offer, size: 1e300 }],
    ['a negative size', { ...offer, size: -1 }],
    ['half a byte', { ...offer, size: 0.5 }],
    ['a size that is text', { ...offer, size: '5' }],
    ['an id of other digits', { ...offer, id: `${id.slice(0, 31)}G` }],
    ['a short id', { ...offer, id: 'ab' }],
    ['a long name', { ...offer, name: 'x'.repeat(1025) }],
    ['a name that is none', { ...offer, name: null }],
    ['a long type', { ...offer, mime: 'x'.repeat(256) }],
    ['a negative offset', { type: 'accept', offset: -1 }],
    ['no offset', { type: 'received' }],
    ['no proof', { type: 'again' }],
    ['a short proof', { type: 'known', proof: id }],
    ['an unknown message', { type: 'launch' }],
    ['the name of a method', { type: 'constructor' }],
    ['a list', []],
    ['nothing', null],
  ])('refuses %s', (_, value) => {
    expect(parse(value)).toBeUndefined();
  });

  it('refuses what is no JSON or too long', () => {
    expect(parseFileMessage('{"type":')).toBeUndefined();
    expect(parseFileMessage(JSON.stringify({ type: 'pause', padding: 'x'.repeat(9000) }))).toBeUndefined();
  });

  it('keeps types that are types', () => {
    expect(mimeOf('Image/SVG+xml')).toBe('image/svg+xml');
    for (const odd of ['', 'text', 'text/html; charset=x', 'a/b\r\nc', '<b>/x', 'text/\u202Ehtml'])
      expect(mimeOf(odd)).toBe('application/octet-stream');
  });

  it('offers no name that is too long or empty', () => {
    expect(offeredName('')).toBe('file');
    expect(parse({ ...offer, name: offeredName('é'.repeat(5000)) })).toBeDefined();
  });
});

describe('names to save by', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\system32\\a.exe', 'C__Windows_system32_a.exe'],
    ['photo\u202Egpj.exe', 'photogpj.exe'],
    ['a\u2066b\u2069\u200Fc\u200B.txt', 'abc.txt'],
    ['a\u0000b\r\nc\u007F\u0085.txt', 'abc.txt'],
    ['line\u2028break', 'linebreak'],
    ['\uD800lone\uDC00', 'lone'],
    ['  . .hidden . ', 'hidden'],
    ['..', 'file'],
    ['', 'file'],
    ['\u202E\u0007', 'file'],
    ['plan\u3164\u2800.pdf\uffa0', 'plan.pdf'],
    ['a<b>"c"|d?*', 'a_b__c__d__'],
    ['Grüße 😀.txt', 'Grüße 😀.txt'],
  ])('%j becomes %j', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it('are at most 255 bytes, cut between characters, with their extension', () => {
    const bytes = (text: string) => new TextEncoder().encode(text).length;
    const long = safeFileName(`${'é'.repeat(300)}.tar`);
    expect(bytes(long)).toBeLessThanOrEqual(255);
    expect(long).toMatch(/^é+\.tar$/);
    const emoji = safeFileName('😀'.repeat(200));
    expect(bytes(emoji)).toBe(252);
    const extension = safeFileName(`a.${'x'.repeat(400)}`);
    expect(bytes(extension)).toBe(255);
  });
});

describe('messages that name their sender', () => {
  const binary = (...bytes: number[]) => Uint8Array.from(bytes).buffer;

  it('are strings with the id in the first line', () => {
    expect(senderOf('p1\nhello\nworld')).toEqual({ from: 'p1', data: 'hello\nworld' });
    expect(senderOf('p1\n')).toEqual({ from: 'p1', data: '' });
  });

  it('are binaries with the id behind its length', () => {
    expect(senderOf(binary(2, 0x70, 0x31, 7, 8))).toEqual({ from: 'p1', data: binary(7, 8) });
    expect(senderOf(binary(2, 0x70, 0x31))).toEqual({ from: 'p1', data: binary() });
  });

  it('are dropped without one', () => {
    for (const data of ['hello', '\nhello', '', binary(), binary(0, 1), binary(9, 1)])
      expect(senderOf(data)).toBeUndefined();
  });
});

describe('rates', () => {
  it('are those of the last seconds', () => {
    const rate = new Rate();
    for (let at = 0; at <= 10_000; at += 250) rate.add(at < 5000 ? at : 5000 + 3 * (at - 5000), at);
    expect(rate.perSecond(20_000, 10_000)).toBe(3000);
  });

  it('are nothing at first, and when nothing came for long', () => {
    const rate = new Rate();
    rate.add(100, 0);
    expect(rate.perSecond(100, 10)).toBe(0);
    rate.add(200, 1000);
    expect(rate.perSecond(200, 60_000)).toBe(0);
  });
});
