// Everything that must end when the run ends, however it ends: processes by their id, browsers, namespaces.

import { spawn } from 'node:child_process';

const cleanups = new Set();
let ending = null;

/** Registers `cleanup`; returns a function that runs it now, once. */
export function onEnd(cleanup) {
  cleanups.add(cleanup);
  return async () => {
    if (!cleanups.delete(cleanup)) return;
    await cleanup();
  };
}

/** Runs all cleanups, the latest first. */
export function endAll() {
  ending ??= (async () => {
    while (cleanups.size > 0) {
      const cleanup = [...cleanups].at(-1);
      cleanups.delete(cleanup);
      try {
        await cleanup();
      } catch (error) {
        console.error(`clean-up failed: ${error.message}`);
      }
    }
    ending = null;
  })();
  return ending;
}

/** Starts a process that is ended with the run. `exited` resolves to `{code, signal}`. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  const exited = new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }));
    child.on('error', (error) => resolve({ code: -1, signal: null, error }));
  });
  const stop = onEnd(() => stopChild(child, exited));
  exited.then(() => stop());
  return { child, exited, stop };
}

/** SIGTERM, and SIGKILL when the process is still there after `patience` ms. */
export async function stopChild(child, exited, patience = 5000) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  await exited;
  clearTimeout(timer);
}

/** Runs a command to its end: `{code, stdout, stderr}`. */
export async function runCommand(command, args, options = {}) {
  const { child, exited } = start(command, args, options);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data) => (stdout += data));
  child.stderr?.on('data', (data) => (stderr += data));
  const { code, error } = await exited;
  return { code, stdout, stderr: error ? String(error) : stderr };
}
