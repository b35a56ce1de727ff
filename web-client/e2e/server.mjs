// The server under test, started as a user starts it.

import { createSocket } from 'node:dgram';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onEnd, start, stopChild } from './lifetime.mjs';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A port that is free for TCP and UDP on every address. */
export async function freePort() {
  for (;;) {
    const tcp = createServer();
    await new Promise((resolve) => tcp.listen(0, '0.0.0.0', resolve));
    const { port } = tcp.address();
    const udp = createSocket('udp4');
    const free = await new Promise((resolve) => {
      udp.once('error', () => resolve(false));
      udp.bind(port, '0.0.0.0', () => resolve(true));
    });
    if (free) await new Promise((resolve) => udp.close(resolve));
    await new Promise((resolve) => tcp.close(resolve));
    if (free) return port;
  }
}

/**
 * Starts `bin/parley` on free ports and waits for `Parley is ready`.
 *
 * @param {{folder: string, host?: string, ports?: object, set?: object, config?: string, within?: string}} options `folder` takes the log, `host` is
 *     what the door listens on, `set` adds configuration keys, `config` is a file of them, `within` is the network namespace to run in
 */
export async function startServer({
  folder,
  host = '127.0.0.1',
  address = host,
  scheme = 'http',
  ports,
  set = {},
  config,
  within,
}) {
  ports ??= { http: await freePort(), media: await freePort(), turn: await freePort() };
  const settings = {
    'server.listen': `${host}:${ports.http}`,
    'media.listen': `0.0.0.0:${ports.media}`,
    'turn.listen': `0.0.0.0:${ports.turn}`,
    ...set,
  };
  const args = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  if (config) args.push('--config', config);
  mkdirSync(folder, { recursive: true });
  const logFile = join(folder, `server-${ports.http}.log`);
  const log = createWriteStream(logFile, { flags: 'a' });
  const began = performance.now();
  const program = join(ROOT, 'bin', 'parley');
  const [command, ...before] = within ? ['ip', 'netns', 'exec', within, program] : [program];
  const { child, exited, stop: end } = start(command, [...before, ...args], { cwd: ROOT });
  child.stderr.pipe(log, { end: false });
  const readyMs = await new Promise((resolve, reject) => {
    let text = '';
    // The first start may build everything.
    const timer = setTimeout(
      () => reject(new Error(`the server is not ready after 15 minutes, see ${logFile}`)),
      900_000,
    );
    child.stdout.on('data', (data) => {
      log.write(data);
      text = (text + data).slice(-4096);
      if (/^Parley is ready/m.test(text)) {
        clearTimeout(timer);
        resolve(performance.now() - began);
      }
    });
    exited.then(({ code, signal, error }) => {
      clearTimeout(timer);
      reject(
        new Error(`the server ended at start (${error ?? signal ?? `exit code ${code}`}), see ${logFile}`),
      );
    });
  });
  const server = {
    url: `${scheme}://${address}:${ports.http}`,
    ports,
    readyMs,
    logFile,
    pid: child.pid,
    log: () => readFileSync(logFile, 'utf8'),
    /** SIGTERM to the server's own pid; resolves to the exit code. */
    async stop() {
      await stopChild(child, exited, 20_000);
      await end();
      return (await exited).code;
    },
    running: () => child.exitCode === null && child.signalCode === null,
  };
  return server;
}

/** A server that was started by somebody else. */
export function foreignServer(url) {
  return { url: url.replace(/\/$/, ''), foreign: true, running: () => true, log: () => '' };
}

/** A TCP door in front of the server that can be slammed: `cut` drops all connections and refuses new ones. */
export async function startProxy(port) {
  const sockets = new Set();
  let open = true;
  const { connect } = await import('node:net');
  const proxy = createServer((client) => {
    if (!open) return client.destroy();
    const upstream = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ]) {
      sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  const close = onEnd(
    () =>
      new Promise((resolve) => {
        proxy.close(resolve);
        drop();
      }),
  );
  return {
    url: `http://127.0.0.1:${proxy.address().port}`,
    cut() {
      open = false;
      drop();
    },
    restore() {
      open = true;
    },
    close,
  };
}
