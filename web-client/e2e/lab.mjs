// A small internet of network namespaces: `wan` holds the server, and every site is a namespace with a browser behind a
// gate, a namespace of its own that translates addresses and filters.
//
//   site 10.90.N.2 ── 10.90.N.1 gate 203.0.113.10+N ── 203.0.113.1 wan (the server, as parley.test)
//
// Nothing of it touches the machine's own network, and it goes with the run, however that ends.

import { chmodSync, existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCertificate } from './certificate.mjs';
import { check } from './check.mjs';
import { chromiumPath, findOnPath } from './chromium.mjs';
import { couple } from './couple.mjs';
import { firefoxPath } from './firefox.mjs';
import { onEnd, runCommand, start } from './lifetime.mjs';
import { freePort, ROOT } from './server.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const NAME = /^parley-lab-(\d+)-/;
const WAN = '203.0.113.1';
/** Firefox speaks TURN over TLS with names only, not with addresses. */
export const HOST = 'parley.test';
/** The ports of the server, as a user on the internet would have them. */
export const PORTS = { http: 443, media: 10000, turn: 3478 };

/** Rules of a gate's firewall, from the site's side: what passes, both ways. */
export const FIREWALL = {
  open: [],
  noUdp: ['meta l4proto udp drop'],
  /** As in the strictest hotel: TCP to 443 and nothing else. */
  httpsOnly: ['tcp dport 443 accept', 'tcp sport 443 accept', 'drop'],
  /** No UDP, and ICE-TCP's port is closed as well. */
  noUdpNoMedia: ['meta l4proto udp drop', `tcp dport ${PORTS.media} drop`, `tcp sport ${PORTS.media} drop`],
  blackout: ['drop'],
};

/** Takes away what a run that was killed left behind. */
async function sweep() {
  const { stdout } = await runCommand('ip', ['netns', 'list']);
  for (const line of stdout.split('\n')) {
    const [name] = line.split(' ');
    const pid = NAME.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await runCommand('ip', ['netns', 'del', name]);
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

let labs = 0;

export class Lab {
  #t;
  #prefix;
  #names = [];
  #sites = 0;

  /** A lab with an empty `wan`; skips the scenario, saying why, where it cannot be built. */
  static async open(t) {
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
      t.skip('needs root on Linux for network namespaces');
    for (const tool of ['ip', 'nft', 'openssl']) {
      if (!findOnPath(tool) && (await runCommand(tool, ['-V'])).code < 0) t.skip(`needs ${tool}`);
    }
    await sweep();
    const lab = new Lab(t);
    t.defer(onEnd(() => lab.#close()));
    lab.wan = await lab.#namespace('wan');
    await lab.ip('-n', lab.wan, 'link', 'add', 'lan0', 'type', 'bridge');
    await lab.ip('-n', lab.wan, 'addr', 'add', `${WAN}/24`, 'dev', 'lan0');
    await lab.ip('-n', lab.wan, 'link', 'set', 'lan0', 'up');
    return lab;
  }

  constructor(t) {
    this.#t = t;
    this.#prefix = `parley-lab-${process.pid}-${++labs}`;
  }

  /**
   * The server as it stands on the internet: page, signaling and all else by HTTPS on 443.
   *
   * @param {{set?: object, config?: string}} options `config` is a file
   */
  async server({ set = {}, config } = {}) {
    // What has to be built is built outside, where packages can be had.
    const built = await runCommand(join(ROOT, 'bin', 'parley'), ['--help'], { cwd: ROOT });
    check(built.code === 0, `bin/parley --help: ${built.stderr.trim().split('\n').at(-1)}`);
    this.certificate = await makeCertificate(this.#t.folder, HOST);
    return this.#t.ownServer({
      within: this.wan,
      config,
      host: WAN,
      address: HOST,
      ports: PORTS,
      scheme: 'https',
      set: {
        'server.tls.mode': 'files',
        'server.tls.certificate': this.certificate.chainFile,
        'server.tls.key': this.certificate.keyFile,
        ...set,
      },
    });
  }

  /**
   * A site behind a gate of its own.
   *
   * @param {{ports?: 'kept'|'random', firewall?: string[]}} options `ports`: whether the gate keeps the ports of what
   *     it translates (most routers at home) or takes others for every destination (a symmetric NAT)
   */
  async site({ ports = 'kept', firewall = FIREWALL.open } = {}) {
    const n = ++this.#sites;
    const [gate, name] = [await this.#namespace(`gate${n}`), await this.#namespace(`site${n}`)];
    const outside = `203.0.113.${10 + n}`;
    const [gateway, inside] = [`10.90.${n}.1`, `10.90.${n}.2`];
    await this.ip(
      '-n',
      this.wan,
      'link',
      'add',
      `gate${n}`,
      'type',
      'veth',
      'peer',
      'name',
      'wan0',
      'netns',
      gate,
    );
    await this.ip('-n', this.wan, 'link', 'set', `gate${n}`, 'master', 'lan0', 'up');
    await this.ip('-n', gate, 'addr', 'add', `${outside}/24`, 'dev', 'wan0');
    await this.ip('-n', gate, 'link', 'set', 'wan0', 'up');
    await this.ip('-n', gate, 'link', 'add', 'site0', 'type', 'veth', 'peer', 'name', 'lan0', 'netns', name);
    await this.ip('-n', gate, 'addr', 'add', `${gateway}/24`, 'dev', 'site0');
    await this.ip('-n', gate, 'link', 'set', 'site0', 'up');
    await this.ip('-n', name, 'addr', 'add', `${inside}/24`, 'dev', 'lan0');
    await this.ip('-n', name, 'link', 'set', 'lan0', 'up');
    await this.ip('-n', name, 'route', 'add', 'default', 'via', gateway);
    await this.ip('netns', 'exec', gate, 'sysctl', '-qw', 'net.ipv4.ip_forward=1');
    // What nobody inside asked for is dropped, not refused: else the packet of the other side that comes first takes
    // the port from our own translation, and ICMP tells the other side to give up.
    await this.nft(
      gate,
      `table ip lab {
         chain translate {
           type nat hook postrouting priority 100;
           oifname "wan0" masquerade ${ports === 'random' ? 'fully-random' : ''};
         }
         chain unasked {
           type filter hook input priority 0;
           iifname "wan0" ct state != { established, related } drop;
         }
         chain firewall { type filter hook forward priority 0; }
       }`,
    );
    const site = new Site({ lab: this, t: this.#t, name, gate, inside, outside });
    await site.firewall(firewall);
    return site;
  }

  async ip(...args) {
    const { code, stderr } = await runCommand('ip', args);
    if (code !== 0) this.#t.skip(`ip ${args.join(' ')}: ${stderr.trim()}`);
  }

  async nft(namespace, rules) {
    const { code, stderr } = await runCommand('ip', ['netns', 'exec', namespace, 'nft', rules]);
    if (code !== 0) this.#t.skip(`nft: ${stderr.trim()}`);
  }

  async #namespace(role) {
    const name = `${this.#prefix}-${role}`;
    await this.ip('netns', 'add', name);
    this.#names.push(name);
    await this.ip('-n', name, 'link', 'set', 'lo', 'up');
    // Else an address comes by itself seconds later, and browsers drop what they are loading: the network changed.
    await this.ip('netns', 'exec', name, 'sysctl', '-qw', 'net.ipv6.conf.default.disable_ipv6=1');
    return name;
  }

  async #close() {
    for (const name of this.#names.reverse()) await runCommand('ip', ['netns', 'del', name]);
  }
}

/** A network that people sit in, behind its gate. */
class Site {
  #t;

  constructor({ t, ...parts }) {
    this.#t = t;
    Object.assign(this, parts);
  }

  /** Replaces the rules of the gate's firewall; connections that stand are subject to them as well. */
  async firewall(rules) {
    await this.lab.nft(
      this.gate,
      ['flush chain ip lab firewall', ...rules.map((rule) => `add rule ip lab firewall ${rule}`)].join('\n'),
    );
  }

  /**
   * A Chromium in this site. It is told the key of the test's certificate and trusts that for pages and for TURN over
   * TLS alike.
   */
  chromium(settings) {
    // WebRTC looks up names with a dot at the end, which are not in /etc/hosts.
    const args = [`--host-resolver-rules=MAP ${HOST}* ${WAN}`];
    if (this.lab.certificate) args.push(`--ignore-certificate-errors-spki-list=${this.lab.certificate.spki}`);
    return this.#t.chromium({
      ...settings,
      executablePath: this.#wrapper(chromiumPath()),
      args: [...args, ...(settings.args ?? [])],
    });
  }

  /**
   * A Firefox in this site; it is driven over a port of its own loopback interface, to which a door is made. It takes
   * the test's authority from an enterprise policy, which is mounted where it looks, for this process alone:
   * WebDriver's `acceptInsecureCerts` reaches only pages.
   */
  async firefox(settings) {
    if (!firefoxPath()) this.#t.skip('Firefox is not installed');
    const policies = join(dirname(realpathSync(firefoxPath())), 'distribution');
    if (!existsSync(policies)) this.#t.skip(`Firefox has no ${policies} to take a policy from`);
    const mine = join(this.#t.folder, 'firefox-policies');
    mkdirSync(mine, { recursive: true });
    const install = this.lab.certificate ? [this.lab.certificate.authorityFile] : [];
    writeFileSync(
      join(mine, 'policies.json'),
      JSON.stringify({ policies: { Certificates: { Install: install } } }),
    );
    const port = await freePort();
    await this.#door(port);
    return this.#t.firefox({
      ...settings,
      executablePath: this.#wrapper(firefoxPath(), [[mine, policies]]),
      debuggingPort: port,
    });
  }

  /** An executable that runs `program` in the site, with `mounts` of `[mine, theirs]` for this process alone. */
  #wrapper(program, mounts = []) {
    const file = (name, text) => {
      const mine = join(this.#t.folder, name);
      writeFileSync(mine, text);
      return [mine, `/etc/${name}`];
    };
    const names = [
      file('hosts', `127.0.0.1 localhost\n${WAN} ${HOST}\n`),
      // Refuses at once; the machine's own is out of reach and would be waited for.
      file('resolv.conf', 'nameserver 127.0.0.1\n'),
    ];
    const path = join(this.#t.folder, `${basename(program)}-in-${this.name}`);
    const inside = [...names, ...mounts].map(([mine, theirs]) => `mount --bind ${mine} ${theirs}`);
    writeFileSync(
      path,
      `#!/bin/sh\nexec ip netns exec ${this.name} sh -c '${inside.join(' && ')} && exec ${program} "$@"' sh "$@"\n`,
    );
    chmodSync(path, 0o755);
    return path;
  }

  /** Connections to this port of 127.0.0.1 come out in the site, at the same port. */
  async #door(port) {
    const socket = join(tmpdir(), `${this.name}-${port}.sock`);
    const { child, stop } = start('ip', [
      ...['netns', 'exec', this.name, process.execPath, join(HERE, 'door.mjs')],
      ...[socket, String(port)],
    ]);
    await new Promise((resolve, reject) => {
      child.stdout.once('data', resolve);
      child.once('exit', () => reject(new Error(`no door into ${this.name}`)));
    });
    const outer = createServer((client) => couple(client, connect(socket)));
    await new Promise((resolve) => outer.listen(port, '127.0.0.1', resolve));
    this.#t.defer(
      onEnd(async () => {
        outer.close();
        await stop();
        rmSync(socket, { force: true });
      }),
    );
  }
}
