// Assertions and waiting.

import { setTimeout as pause } from 'node:timers/promises';

export class Failure extends Error {}
export class Skip extends Error {}

export function check(condition, message) {
  if (!condition) throw new Failure(message);
}

/** Asks `probe` until it returns something truthy; fails with `what` and the last answer after `timeout` ms. */
export async function until(what, probe, { timeout = 15_000, every = 100 } = {}) {
  const deadline = performance.now() + timeout;
  let last;
  for (;;) {
    try {
      last = await probe();
      if (last) return last;
    } catch (error) {
      if (error instanceof Skip) throw error;
      last = error.message;
    }
    if (performance.now() > deadline) {
      throw new Failure(`${what}: not within ${timeout / 1000} s (last: ${JSON.stringify(last)})`);
    }
    await pause(every);
  }
}

/** A measuring window of `seconds`: here time itself is what is waited for. */
export const observe = (seconds) => pause(seconds * 1000);

export function percentile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
}
