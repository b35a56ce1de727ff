// The independent clients as processes: which there are, how to start one, and what it reports.

import { existsSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from '../check.mjs';
import { findOnPath } from '../chromium.mjs';
import { encodedMedia, openCodecs } from '../encode.mjs';
import { onEnd, runCommand, start, stopChild } from '../lifetime.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const GOCODE = '/usr/share/gocode/src/github.com/pion';

/** The clients: `find` resolves to the command, or throws with what is missing. `encoded` ones have no codecs. */
export const CLIENTS = {
  werift: { encoded: true, find: async () => [process.execPath, join(HERE, 'werift.mjs')] },
  wrtc: { encoded: false, find: async () => [process.execPath, join(HERE, 'wrtc.mjs')] },
  aiortc: { encoded: false, find: () => findAiortc('aiortc_client.py') },
  pion: { encoded: true, find: () => buildPion('pionclient'), profiles: ['gcm', 'cm'] },
};

/** The command of a program in Python that needs aiortc. */
export async function findAiortc(program) {
  for (const python of ['/usr/bin/python3', findOnPath('python3')]) {
    if (python && existsSync(python) && (await runCommand(python, ['-c', 'import aiortc'])).code === 0) {
      return [python, join(HERE, program)];
    }
  }
  throw new Error('python3-aiortc is not installed');
}

/** The command of a program in Go, built when its source is newer. */
export async function buildPion(program) {
  const go = findOnPath('go');
  if (!go) throw new Error('Go is not installed');
  if (!existsSync(`${GOCODE}/webrtc`)) throw new Error('golang-github-pion-webrtc.v3-dev is not installed');
  const folder = join(tmpdir(), 'parley-e2e-pion');
  mkdirSync(folder, { recursive: true });
  const binary = join(folder, program);
  const source = join(HERE, 'pion', 'src', program, 'main.go');
  if (!existsSync(binary) || statSync(binary).mtimeMs < statSync(source).mtimeMs) {
    const built = await runCommand(go, ['build', '-o', binary, program], {
      env: {
        ...process.env,
        GO111MODULE: 'off',
        GOCACHE: join(folder, 'cache'),
        GOPATH: `${join(HERE, 'pion')}:/usr/share/gocode`,
      },
    });
    if (built.code !== 0) throw new Error(`go build: ${built.stderr}`);
  }
  return [binary];
}

/** Starts a client and waits for the answer to its offer. */
export async function startClient(t, command, mode, options) {
  const [program, ...first] = command;
  const flags = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { child, exited } = start(program, [...first, mode, ...flags]);
  const client = { reports: 0, last: {}, state: 'new', answered: false, error: null, stderr: '' };
  createInterface({ input: child.stdout }).on('line', (line) => {
    let message;
    try {
      message = JSON.parse(line);
    } catch {
      return;
    }
    if (message.event === 'report') {
      client.last = message;
      client.reports++;
    } else if (message.event === 'state') client.state = message.state;
    else if (message.event === 'answered') client.answered = true;
    else if (message.event === 'error') client.error = message.message;
  });
  child.stderr.on('data', (data) => (client.stderr = (client.stderr + data).slice(-4000)));
  const died = exited.then(({ code, signal }) => {
    throw new Error(`the client ended (${signal ?? code}): ${client.error ?? client.stderr}`);
  });
  died.catch(() => {});
  client.until = (what, probe, waiting) => Promise.race([until(what, probe, waiting), died]);
  /** SIGTERM; resolves to the exit code, 0 when DELETE was answered well. */
  client.stop = async () => {
    await stopChild(child, exited, 8000);
    const { code, signal } = await exited;
    return signal ?? code;
  };
  t.defer(onEnd(() => stopChild(child, exited)));
  await client.until(`an answer for ${mode}`, () => client.answered);
  await client.until('connected', () => {
    if (client.state === 'connected') return true;
    throw new Error(client.state);
  });
  return client;
}

/** Many synthetic publishers in one process; null where there is no Pion. */
export async function publishMany(t, { room, count, firstId }) {
  let command;
  try {
    command = await CLIENTS.pion.find();
  } catch {
    return null;
  }
  const codecs = await openCodecs();
  const files = await encodedMedia(codecs, firstId);
  await codecs.close();
  return startClient(t, command, 'publish', {
    url: `${t.server.url}/whip/${room}?name=robot-{n}`,
    count,
    ...files,
  });
}
