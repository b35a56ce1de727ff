// Runs the end-to-end scenarios against the real server with real browsers and independent clients.
//
//   node web-client/e2e/run.mjs [--only NAME[,NAME]] [--full] [--url URL] [--json FILE] [--screenshots FOLDER]
//                               [--clients NAME[,NAME]] [--keep]

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HERE = dirname(fileURLToPath(import.meta.url));

if (!existsSync(join(HERE, 'node_modules', '.package-lock.json'))) {
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: HERE, stdio: ['ignore', 2, 2] });
  if (install.status !== 0) {
    console.error('npm ci failed in web-client/e2e');
    process.exit(2);
  }
}

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    full: { type: 'boolean', default: false },
    url: { type: 'string' },
    json: { type: 'string' },
    screenshots: { type: 'string' },
    clients: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

const { endAll } = await import('./lifetime.mjs');
const { Test } = await import('./test.mjs');
const { Skip } = await import('./check.mjs');

const ORDER = [
  'harness',
  'two',
  'four',
  'join-time',
  'reconnect',
  'restart',
  'tcp',
  'nat',
  'relay',
  'blackout',
  'chat',
  'files',
  'devices',
  'chat-page',
  'grants',
  'whip-whep',
  'channels',
  'hostile-channels',
  'simulcast',
  'throughput',
  'churn',
  'accessibility',
  'screenshots',
  'security',
];
const known = readdirSync(join(HERE, 'scenarios')).map((file) => file.replace(/\.mjs$/, ''));
const unknown = known.filter((name) => !ORDER.includes(name));
if (unknown.length > 0) throw new Error(`scenarios without a place in the order: ${unknown}`);
const wanted = options.only?.split(',') ?? ORDER.filter((name) => known.includes(name));
for (const name of wanted) {
  if (!known.includes(name)) {
    console.error(
      `no scenario ${name}; there are: ${ORDER.filter((each) => known.includes(each)).join(', ')}`,
    );
    process.exit(2);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
const result = { passed: 0, failed: 0, skipped: [], failures: [], figures: {} };

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    console.error(`${signal}: ending everything`);
    await endAll();
    process.exit(130);
  });
}
// Playwright's and Puppeteer's connections may fail in the background once their browser is gone.
process.on('unhandledRejection', (error) => console.error(`unhandled: ${error?.stack ?? error}`));

console.log(`cores: ${cpus().length}, logs: ${folder}`);
const shared = { server: null };
for (const name of wanted) {
  const { default: scenario } = await import(`./scenarios/${name}.mjs`);
  // What is measured shares the machine with others: one bad moment of theirs is not yet a failure of ours.
  const outcome = (await attempt(name, scenario, 1)) ?? (await attempt(name, scenario, 2));
  if (outcome.skipped) result.skipped.push({ name, reason: outcome.skipped });
  else result.figures[name] = outcome.figures;
  if (outcome.failure) {
    result.failed++;
    result.failures.push({ name, message: outcome.failure });
  } else if (!outcome.skipped) {
    result.passed++;
  }
}

/** Runs a scenario: what came of it, or null when a measurement fell short and is worth a second look. */
async function attempt(name, scenario, number) {
  const test = new Test({ scenario, options, shared, folder: join(folder, `${name}-${number}`), result });
  mkdirSync(test.folder, { recursive: true });
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  try {
    await test.run();
    const again = number > 1 ? ' at the second attempt' : '';
    console.log(`ok ${name}${again} (${seconds()} ${JSON.stringify(test.figures)})`);
    return { figures: test.figures };
  } catch (error) {
    if (error instanceof Skip) {
      console.log(`skipped ${name} (${error.message})`);
      return { skipped: error.message };
    }
    await test.keepEvidence(error);
    if (scenario.measures && number === 1) {
      console.log(`again ${name} (${seconds()} ${error.message})\n  evidence: ${test.folder}`);
      return null;
    }
    console.log(`FAILED ${name} (${seconds()} ${error.message})\n  evidence: ${test.folder}`);
    return { failure: error.message, figures: test.figures };
  } finally {
    await test.close();
  }
}
if (shared.server && !shared.server.foreign) {
  const code = await shared.server.stop();
  if (code !== 0) {
    result.failed++;
    result.failures.push({
      name: 'server-exit',
      message: `exit code ${code} after SIGTERM, see ${shared.server.logFile}`,
    });
    console.log(`FAILED server-exit (exit code ${code} after SIGTERM, see ${shared.server.logFile})`);
  }
}
await endAll();
if (options.json) writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`);
console.log(`${result.passed} passed, ${result.failed} failed, ${result.skipped.length} skipped`);
if (result.failed === 0 && !options.keep) rmSync(folder, { recursive: true, force: true });
process.exit(result.failed === 0 ? 0 : 1);
