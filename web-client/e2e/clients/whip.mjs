// What every Node client does over HTTP, and how it speaks to the test: lines of JSON on stdout, SIGTERM to end.

import { openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';

export const say = (event, fields = {}) => console.log(JSON.stringify({ event, ...fields }));

export function arguments_() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: Object.fromEntries(
      ['url', 'video', 'audio', 'id', 'out', 'profile'].map((name) => [name, { type: 'string' }]),
    ),
  });
  return { mode: positionals[0], ...values };
}

/** POSTs the offer; the answer's SDP, and a function that ends the session. */
export async function post(url, sdp) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/sdp' },
    body: sdp,
  });
  const body = await response.text();
  if (response.status !== 201) throw new Error(`${url}: ${response.status} ${body}`);
  const location = response.headers.get('location');
  if (!location) throw new Error(`${url}: no Location`);
  return {
    answer: body,
    async end() {
      const { status } = await fetch(new URL(location, url), { method: 'DELETE' });
      if (status < 200 || status > 299) throw new Error(`DELETE: ${status}`);
    },
  };
}

/** Reports twice a second until SIGTERM, then ends the session and the process. */
export function serve(session, counts) {
  setInterval(() => say('report', counts), 500);
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      session.end().then(
        () => process.exit(0),
        (error) => {
          say('error', { message: error.message });
          process.exit(1);
        },
      );
    });
  }
}

/** Runs `main` and turns what it throws into an error line. */
export function run(main) {
  main(arguments_()).catch((error) => {
    say('error', { message: error.stack });
    process.exit(1);
  });
}

/** Calls `action(n)` for n = 0, 1, … every `milliseconds`, catching up when the timer is late. */
export function pace(milliseconds, action) {
  const began = performance.now();
  let n = 0;
  setInterval(
    () => {
      for (; began + n * milliseconds <= performance.now(); n++) action(n);
    },
    Math.min(10, milliseconds),
  );
}

/** A file of frames, each with its length before it. */
export function frameWriter(path) {
  const file = openSync(path, 'w');
  return (frame) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(frame.length);
    writeSync(file, Buffer.concat([length, frame]));
  };
}
