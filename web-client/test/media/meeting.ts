/** Ada and Grace in one room, with time that the test moves on. */
import { vi } from 'vitest';
import type { Transfer } from '../../src/media';
import { FakeRelay, type Participant } from './fake-relay';
import { installFakes } from './fake-webrtc';

export function meeting(): { relay: FakeRelay; ada: Participant; grace: Participant } {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  installFakes();
  const relay = new FakeRelay();
  return { relay, ada: relay.join('a1', 'Ada'), grace: relay.join('g1', 'Grace') };
}

export function end(relay: FakeRelay): void {
  for (const { files } of relay.participants) files.close(undefined);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
}

export const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

export function last(one: Participant): Transfer {
  const transfer = one.files.transfers.at(-1);
  if (!transfer) throw new Error('no transfer');
  return transfer;
}
