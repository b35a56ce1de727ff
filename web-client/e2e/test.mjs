// What a scenario gets: the shared server, browsers, figures, and a place for evidence.

import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure, Skip } from './check.mjs';
import { chromiumPath, openChromium } from './chromium.mjs';
import { firefoxPath, openFirefox } from './firefox.mjs';
import { foreignServer, startServer } from './server.mjs';

let rooms = 0;

export class Test {
  constructor({ scenario, options, shared, folder, result }) {
    Object.assign(this, { scenario, options, shared, folder, result });
    this.figures = {};
    this.people = [];
    this.deferred = [];
    this.cores = cpus().length;
    this.chromium = async (settings) => {
      if (!chromiumPath()) this.skip('Chromium is not installed');
      return this.remember(await openChromium(settings));
    };
    this.firefox = async (settings) => {
      if (!firefoxPath()) this.skip('Firefox is not installed');
      return this.remember(await openFirefox(settings));
    };
  }

  get full() {
    return this.options.full;
  }

  async run() {
    const limit = (this.scenario.seconds ?? 90) * (this.full ? 3 : 1);
    if (this.scenario.needsServer !== false) await this.startSharedServer();
    const timer = new AbortController();
    const timeout = pause(limit * 1000, null, { signal: timer.signal }).then(
      () => {
        throw new Failure(`took longer than ${limit} s`);
      },
      () => {},
    );
    const work = this.scenario.run(this);
    work.catch(() => {});
    try {
      await Promise.race([work, timeout]);
    } finally {
      timer.abort();
    }
    if (this.server && !this.server.running())
      throw new Failure(`the server is gone, see ${this.server.logFile}`);
  }

  async startSharedServer() {
    const { shared, options } = this;
    if (this.scenario.ownServer && options.url) this.skip('starts a server of its own, and --url was given');
    if (this.scenario.ownServer) return;
    if (!shared.server?.running()) {
      shared.server = options.url
        ? foreignServer(options.url)
        : await startServer({ folder: dirname(this.folder) });
      if (shared.server.readyMs)
        this.log(`server ready after ${Math.round(shared.server.readyMs)} ms at ${shared.server.url}`);
    }
    this.server = shared.server;
  }

  /** A server for this scenario alone. */
  async ownServer(settings = {}) {
    this.server = await startServer({ folder: this.folder, ...settings });
    const server = this.server;
    this.defer(() => server.stop());
    return server;
  }

  /**
   * Waits, at most half a minute, until the machine is mostly idle: figures per second that are taken beside a build
   * say nothing. What was found is among the figures.
   */
  async quiet() {
    let idle = 0;
    for (let second = 0; second < 30 && idle < 0.7; second++) {
      const before = cpus().map((cpu) => cpu.times);
      await pause(1000);
      const after = cpus().map((cpu) => cpu.times);
      const spent = (pick) => after.reduce((sum, times, i) => sum + pick(times) - pick(before[i]), 0);
      const all = spent(({ user, nice, sys, idle: free, irq }) => user + nice + sys + free + irq);
      idle = spent((times) => times.idle) / all;
    }
    this.figure('idleBefore', Math.round(idle * 100) / 100);
    if (idle < 0.7) this.log(`the machine is busy with something else: only ${Math.round(idle * 100)}% idle`);
  }

  /** A room name that no other scenario uses. */
  room() {
    return `e2e-${this.scenario.name}-${process.pid}-${++rooms}`;
  }

  log(text) {
    console.log(`  ${this.scenario.name}: ${text}`);
  }

  figure(name, value) {
    this.figures[name] = value;
  }

  skip(reason) {
    throw new Skip(reason);
  }

  /** Counts a part of a scenario as skipped; the rest goes on. */
  skipPart(name, reason) {
    this.result.skipped.push({ name: `${this.scenario.name}/${name}`, reason });
    console.log(`skipped ${this.scenario.name}/${name} (${reason})`);
  }

  defer(cleanup) {
    this.deferred.push(cleanup);
  }

  remember(person) {
    this.people.push(person);
    return person;
  }

  async keepEvidence(error) {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, 'error.txt'), `${error.stack}\n`);
    if (this.server?.log) writeFileSync(join(this.folder, 'server.log'), this.server.log());
    for (const [index, person] of this.people.entries()) {
      const file = join(this.folder, `${index}-${person.name}`);
      writeFileSync(`${file}.console.txt`, `${person.console.join('\n')}\n`);
      const give = pause(15_000);
      await Promise.race([give, person.screenshot(`${file}.png`).catch(() => {})]);
      const record = person.evaluate(async () => ({
        url: location.href,
        states: window.__e2e?.states,
        paths: window.__e2e?.paths,
        copies: window.__e2e?.copies,
        csp: window.__e2e?.csp,
        sent: window.__e2e?.sent,
        messages: window.__e2e?.messages,
        transport: await window.__e2e?.transport(),
        html: document.body?.outerHTML,
      }));
      const data = await Promise.race([give, record.catch((reason) => String(reason))]);
      if (data) writeFileSync(`${file}.json`, JSON.stringify(data, null, 1));
    }
  }

  async close() {
    for (const person of this.people)
      await Promise.race([pause(10_000, null, { ref: false }), person.close().catch(() => {})]);
    for (const cleanup of this.deferred.reverse()) await cleanup();
  }
}
