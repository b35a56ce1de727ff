import { describe, expect, it } from 'vitest';
import { ChatLog } from '../../src/core/chat-log';
import { RtcError } from '../../src/core/errors';
import type { ChatInfo } from '../../src/core/protocol';

const said = (number: number, more: Partial<ChatInfo> = {}): ChatInfo => ({
  number,
  from: 'p1',
  name: 'Grace',
  text: `message ${number}`,
  time: 1000 + number,
  ...more,
});
const numbers = (log: ChatLog) => log.messages.map(({ number }) => number);
const own = (key: string) => ({
  key,
  from: 'me',
  name: 'Ada',
  text: key,
  time: 1,
  own: true,
  state: 'sending' as const,
});

describe('the log', () => {
  it('orders by number, whatever way and order the messages come', () => {
    const log = new ChatLog();
    for (const number of [3, 1, 7, 2, 5]) log.add(said(number), false, undefined);
    expect(numbers(log)).toEqual([1, 2, 3, 5, 7]);
    expect(log.last).toBe(7);
  });

  it('has each message once', () => {
    const log = new ChatLog();
    for (const number of [1, 2, 3]) expect(log.add(said(number), false, undefined)).toBeDefined();
    for (const number of [1, 2, 3]) expect(log.add(said(number), false, undefined)).toBeUndefined();
    expect(numbers(log)).toEqual([1, 2, 3]);
  });

  it('keeps the key of an own message when the receipt gives it its place', () => {
    const log = new ChatLog();
    log.add(said(1), false, undefined);
    log.write(own('k1'));
    log.write(own('k2'));
    log.add(said(3, { from: 'me', clientId: 'k2' }), true, undefined);
    log.add(said(2), false, undefined);
    expect(log.messages.map(({ key, state }) => `${key} ${state}`)).toEqual([
      '0.1 sent',
      '0.2 sent',
      'k2 sent',
      'k1 sending',
    ]);
  });

  it('shows a message once that was sent again although it had arrived', () => {
    const log = new ChatLog();
    log.write(own('k1'));
    log.add(said(1, { clientId: 'k1' }), true, undefined);
    expect(log.add(said(2, { clientId: 'k1' }), true, undefined)).toBeUndefined();
    expect(numbers(log)).toEqual([1]);
  });

  it('tells what failed, and sends it again under the same key', () => {
    const log = new ChatLog();
    log.write(own('k1'));
    log.fail('k1', new RtcError('forbidden', 'No.'));
    expect(log.messages[0]).toMatchObject({ state: 'failed', error: { code: 'forbidden' } });
    log.write(own('k1'));
    expect(log.messages).toEqual([own('k1')]);
  });

  it('starts the numbers anew with a session, behind what was said before', () => {
    const log = new ChatLog();
    for (const number of [10, 11]) log.add(said(number), false, undefined);
    log.beginSession();
    expect(log.last).toBe(0);
    for (const number of [2, 1]) log.add(said(number), false, undefined);
    expect(numbers(log)).toEqual([10, 11, 1, 2]);
    expect(new Set(log.messages.map(({ key }) => key)).size).toBe(4);
  });

  it('forgets the oldest and does not take them for new', () => {
    const log = new ChatLog();
    for (let number = 1; number <= 1005; number++) log.add(said(number), false, undefined);
    expect(log.messages.length).toBe(1000);
    expect(log.add(said(5), false, undefined)).toBeUndefined();
    expect(log.messages[0]?.number).toBe(6);
  });
});
