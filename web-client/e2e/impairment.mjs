// A bad network between two UDP ports: every datagram is late by the same time, and some never come.

import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { onEnd } from './lifetime.mjs';

const RECEIVE_BUFFER = 4 * 1024 * 1024;

/** An IPv4 address of this machine by which its programs reach each other. */
export function hostAddress() {
  const all = Object.values(networkInterfaces()).flat();
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

/**
 * Stands between two ends: what arrives at `portOfB` is passed on to `b` from `portOfA`, and the other way round.
 *
 * @param {{a?: {address: string, port: number}, b?: object, delayMs: number, loss: number, seed: number}} options each
 *     end's address is needed only if the other speaks first; `delayMs` and the share `loss` are of each way
 */
export async function startLink({ a = null, b = null, delayMs, loss, seed }) {
  const address = hostAddress();
  const ends = [a, b];
  const random = generator(seed);
  const counts = { passed: 0, lost: 0 };
  const sockets = await Promise.all([0, 1].map(() => bind(address)));
  let closed = false;
  for (const [from, to] of [
    [0, 1],
    [1, 0],
  ]) {
    const queue = delayed(delayMs, (datagram) => {
      if (!closed && ends[to]) sockets[to].send(datagram, ends[to].port, ends[to].address);
    });
    sockets[from].on('message', (datagram, sender) => {
      ends[from] = { address: sender.address, port: sender.port };
      if (random() < loss) {
        counts.lost++;
      } else {
        counts.passed++;
        queue(datagram);
      }
    });
  }
  const close = onEnd(() => {
    closed = true;
    for (const socket of sockets) socket.close();
  });
  return {
    address,
    /** Where B seems to be, for A. */
    portOfB: sockets[0].address().port,
    /** Where A seems to be, for B. */
    portOfA: sockets[1].address().port,
    /** Names A's end, once it is known. */
    ends,
    counts,
    close,
  };
}

async function bind(address) {
  const socket = createSocket({
    type: 'udp4',
    recvBufferSize: RECEIVE_BUFFER,
    sendBufferSize: RECEIVE_BUFFER,
  });
  await new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, address, resolve);
  });
  // Who has gone away is told by ICMP.
  socket.on('error', () => {});
  return socket;
}

/** Hands each value on after the same time, in order. */
function delayed(delayMs, deliver) {
  const waiting = [];
  let head = 0;
  let armed = false;
  const run = () => {
    armed = false;
    const now = performance.now();
    while (head < waiting.length && waiting[head].due <= now) deliver(waiting[head++].value);
    if (head > 1024) {
      waiting.splice(0, head);
      head = 0;
    }
    arm();
  };
  const arm = () => {
    if (armed || head === waiting.length) return;
    armed = true;
    setTimeout(run, Math.max(0, Math.ceil(waiting[head].due - performance.now())));
  };
  return (value) => {
    waiting.push({ value, due: performance.now() + delayMs });
    arm();
  };
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The first IPv4 candidate of UDP in a description. */
export function candidateOf(sdp) {
  for (const line of sdp.split(/\r?\n/)) {
    const parts = line.replace(/^a=candidate:/, '').split(' ');
    if (line.startsWith('a=candidate:') && parts[2].toLowerCase() === 'udp' && /^[\d.]+$/.test(parts[4]))
      return { address: parts[4], port: Number(parts[5]) };
  }
  return null;
}

/** The description with no other candidate than this one. */
export function withCandidate(sdp, { address, port }) {
  const lines = sdp.split(/\r?\n/).filter((line) => line && !/^a=(candidate:|end-of-candidates)/.test(line));
  return `${lines.join('\r\n')}\r\na=candidate:1 1 udp 2130706431 ${address} ${port} typ host\r\na=end-of-candidates\r\n`;
}
