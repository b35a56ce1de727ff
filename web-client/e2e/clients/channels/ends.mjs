// The ends of the channel tests: browsers with plain code, and independent stacks as processes. All take
// the commands of peer.mjs.

import { appendFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import WebSocket from 'ws';
import { until } from '../../check.mjs';
import { onEnd, start, stopChild } from '../../lifetime.mjs';
import { buildPion, findAiortc } from '../client.mjs';
import { channelPeer } from './peer.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const node = (stack) => async () => [process.execPath, join(HERE, 'node.mjs'), stack];

/** How each kind is started: browsers by a function of the test, programs by a command. */
export const KINDS = {
  chromium: { browser: (t, settings) => t.chromium({ devices: 'none', ...settings }) },
  firefox: { browser: (t, settings) => t.firefox(settings) },
  werift: { find: node('werift') },
  wrtc: { find: node('wrtc') },
  'node-datachannel': { find: node('node-datachannel') },
  aiortc: { find: () => findAiortc('channels/aiortc_channels.py') },
  pion: { find: () => buildPion('pionchannels') },
};

/** An end of `kind`; throws with what is missing. `page` is what a browser shows: of the server's origin where it joins itself. */
export async function startEnd(t, kind, { name = kind, page = 'about:blank', args } = {}) {
  const settings = KINDS[kind];
  const end = settings.browser
    ? await browserEnd(await settings.browser(t, { name, id: 1, ...(args ? { args } : {}) }), page)
    : await programEnd(t, await settings.find());
  return Object.assign(end, { kind, name });
}

/** `run(do, fields)` of an end; `n` counts commands that are under way. */
async function programEnd(t, [program, ...args]) {
  const { child, exited } = start(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = new Map();
  let n = 0;
  let stderr = '';
  let ready = false;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return;
    const message = JSON.parse(line);
    if (message.ready) ready = true;
    const answer = waiting.get(message.n);
    waiting.delete(message.n);
    if (message.error !== undefined) answer?.reject(new Error(message.error));
    else answer?.resolve(message.value);
  });
  child.stderr.on('data', (data) => {
    stderr = (stderr + data).slice(-4000);
    appendFileSync(join(t.folder, `${basename(args.at(-1) ?? program)}-${child.pid}.txt`), data);
  });
  child.stdin.on('error', () => {});
  exited.then(({ code, signal }) => {
    for (const { reject } of waiting.values()) reject(new Error(`ended (${signal ?? code}): ${stderr}`));
    waiting.clear();
  });
  t.defer(onEnd(() => stopChild(child, exited, 2000)));
  await until('ready', () => {
    if (child.exitCode !== null) throw new Error(`ended: ${stderr}`);
    return ready;
  });
  return {
    pid: child.pid,
    stderr: () => stderr,
    signal: (name) => child.kill(name),
    run(what, fields = {}) {
      return new Promise((resolve, reject) => {
        if (child.exitCode !== null || child.signalCode !== null)
          return reject(new Error(`ended: ${stderr}`));
        waiting.set(++n, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ n, do: what, ...fields })}\n`);
      });
    },
  };
}

/** A page of the server's origin, in a context whose scripts nobody changed; what our SDK does there is not used. */
async function browserEnd(participant, address) {
  const page =
    participant.kind === 'chromium'
      ? await (await participant.browser.newContext()).newPage()
      : await participant.page.browser().newPage();
  await page.goto(address, { waitUntil: 'domcontentloaded' });
  await page.evaluate(`{
    const channelPeer = ${channelPeer};
    window.newPeer = () => channelPeer({ create: () => new RTCPeerConnection() });
    window.peer = window.newPeer();
  }`);
  return {
    participant,
    page,
    run: (what, fields = {}) =>
      page.evaluate((command) => window.peer.run(command), { do: what, ...fields }),
  };
}

/** Two ends without a server between them. */
export async function connectDirectly(a, b) {
  const offer = await a.run('offer');
  await a.run('answer', { sdp: await b.run('accept', { sdp: offer }) });
  await Promise.all([a.run('connected'), b.run('connected')]);
}

/** Joins by WHIP, with a line of audio beside the channels or without. */
export async function joinByWhip(end, { server, room, audio = false }) {
  const sdp = await end.run('offer', { audio });
  const response = await fetch(`${server.url}/whip/${room}?name=${end.name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/sdp' },
    body: sdp,
  });
  const body = await response.text();
  if (response.status !== 201) throw new Error(`${end.kind} by WHIP: ${response.status} ${body}\n${sdp}`);
  const location = new URL(response.headers.get('location'), server.url);
  end.leave = async () => {
    const { status } = await fetch(location, { method: 'DELETE' });
    if (status !== 200) throw new Error(`DELETE of ${end.kind}: ${status}`);
  };
  await end.run('answer', { sdp: body });
  await end.run('connected');
}

/** Joins over the WebSocket, which the test holds for a stack that brings none. */
export async function joinBySocket(end, { server, room, audio = false }) {
  const sdp = await end.run('offer', { audio });
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, 'parley.v1');
  const close = onEnd(() => socket.terminate());
  end.wrongs = [];
  end.tell = (message) => socket.send(JSON.stringify(message));
  end.members = {};
  const answer = await new Promise((resolve, reject) => {
    socket.on('open', () => end.tell({ type: 'join', room, name: end.name }));
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`socket closed: ${code} ${reason}`)));
    socket.on('message', (data) => {
      const message = JSON.parse(data);
      end.onSignal?.(message);
      if (message.type === 'welcome') {
        end.id = message.participant.id;
        for (const each of message.participants ?? []) end.members[each.name] = each.id;
        end.tell({ type: 'offer', sdp, tracks: [] });
      } else if (message.type === 'answer') resolve(message.sdp);
      else if (message.type === 'participant-joined')
        end.members[message.participant.name] = message.participant.id;
      else if (message.type === 'error' || message.type === 'channel-closed') {
        end.wrongs.push(message);
        reject(new Error(JSON.stringify(message)));
      }
    });
  });
  const alive = setInterval(() => socket.readyState === 1 && end.tell({ type: 'ping' }), 10_000);
  end.leave = async () => {
    clearInterval(alive);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    end.tell({ type: 'leave' });
    // Ended at once, with something unread, the socket would be reset and the server might never read it.
    socket.close(1000);
    await closed;
    await close();
  };
  await end.run('answer', { sdp: answer });
  await end.run('connected');
}

/** A browser joins by itself: its own WebSocket, its own offer. */
export async function joinByItself(end, { server, room, audio = false }) {
  const url = `${server.url.replace('http', 'ws')}/ws`;
  await end.run('join', { url, room, name: end.name, audio });
  end.tell = (message) => end.run('tell', { message });
  end.leave = () => end.run('leave');
  await end.run('connected');
}
