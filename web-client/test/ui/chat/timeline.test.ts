import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../../src/media';
import { timelineOf } from '../../../src/ui/chat/timeline';

function message(key: string, from: string, minute: number, to?: string): ChatMessage {
  return { key, from, name: from, to, text: key, time: minute * 60_000, own: false, state: 'sent' };
}

const outline = (messages: ChatMessage[], files: { batch: string; after: string | undefined }[] = []) =>
  timelineOf(messages, files).map((item) =>
    item.kind === 'file' ? `${item.key} x${item.transfers.length}` : `${item.first ? '*' : ''}${item.key}`,
  );

describe('timelineOf', () => {
  it('groups what one person writes in a row to the same people', () => {
    const ben = [message('1', 'ben', 0), message('2', 'ben', 4), message('3', 'ben', 10)];
    expect(
      outline([
        ...ben,
        message('4', 'ben', 11, 'me'),
        message('5', 'ben', 12, 'me'),
        message('6', 'cleo', 12),
      ]),
    ).toEqual(['*1', '2', '*3', '*4', '5', '*6']);
  });

  it('puts a file behind the message that was last when it came', () => {
    const messages = [message('1', 'ben', 0), message('2', 'ben', 1), message('3', 'ben', 2)];
    expect(
      outline(messages, [
        { batch: 'a', after: undefined },
        { batch: 'b', after: '2' },
        { batch: 'b', after: '2' },
        { batch: 'c', after: '2' },
        { batch: 'd', after: 'forgotten' },
      ]),
    ).toEqual(['file-a x1', 'file-d x1', '*1', '2', 'file-b x2', 'file-c x1', '*3']);
  });
});
