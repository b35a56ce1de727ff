// Blank pages with a data channel between them, as any page could have it: directly, or through the server.

import { check, until } from './check.mjs';
import { candidateOf, startLink, withCandidate } from './impairment.mjs';

/** In the page: a connection, a channel, and counters. Nothing of the project's client is there. */
const INSTALL = () => {
  const lab = {
    connect() {
      lab.peer?.close();
      lab.peer = new RTCPeerConnection();
      lab.received = { bytes: 0, messages: 0, wrong: 0, next: 0 };
    },
    open(label) {
      lab.use(lab.peer.createDataChannel(label));
    },
    accept() {
      lab.peer.ondatachannel = ({ channel }) => lab.use(channel);
    },
    use(channel) {
      lab.channel = channel;
      channel.binaryType = 'arraybuffer';
      channel.onmessage = ({ data }) => {
        const { received } = lab;
        received.bytes += data.byteLength;
        received.messages++;
        if (new DataView(data).getUint32(0) !== received.next++) received.wrong++;
      };
    },
    async gathered() {
      while (lab.peer.iceGatheringState !== 'complete')
        await new Promise((resolve) =>
          lab.peer.addEventListener('icegatheringstatechange', resolve, { once: true }),
        );
      return lab.peer.localDescription.sdp;
    },
    async offer() {
      await lab.peer.setLocalDescription();
      return lab.gathered();
    },
    async answer(sdp) {
      await lab.peer.setRemoteDescription({ type: 'offer', sdp });
      await lab.peer.setLocalDescription();
      return lab.gathered();
    },
    answered: (sdp) => lab.peer.setRemoteDescription({ type: 'answer', sdp }),
    state: () => lab.channel?.readyState ?? lab.peer.connectionState,
    join(url, room, name, more = {}) {
      return new Promise((resolve, reject) => {
        lab.socket = new WebSocket(url, 'parley.v1');
        lab.socket.onopen = () => lab.socket.send(JSON.stringify({ type: 'join', room, name, ...more }));
        lab.socket.onclose = ({ code, reason }) => reject(new Error(`closed: ${code} ${reason}`));
        lab.socket.onmessage = ({ data }) => {
          const message = JSON.parse(data);
          if (message.type === 'welcome') resolve();
          if (message.type === 'error') reject(new Error(data));
        };
      });
    },
    exchange(sdp) {
      return new Promise((resolve, reject) => {
        lab.socket.onmessage = ({ data }) => {
          const message = JSON.parse(data);
          if (message.type === 'answer') resolve(message.sdp);
          if (message.type === 'error') reject(new Error(data));
        };
        lab.socket.send(JSON.stringify({ type: 'offer', sdp, tracks: [] }));
      });
    },
    leave() {
      lab.sending = false;
      lab.peer?.close();
      lab.socket?.send(JSON.stringify({ type: 'leave' }));
      lab.socket = null;
    },
    /** Messages of a size, one after the other, as fast as the channel takes them. */
    async send(size, ahead) {
      const { channel } = lab;
      const message = new Uint8Array(size);
      const head = new DataView(message.buffer);
      lab.sending = true;
      channel.bufferedAmountLowThreshold = ahead / 2;
      for (let number = 0; lab.sending && channel.readyState === 'open'; number++) {
        if (channel.bufferedAmount > ahead) {
          await new Promise((resolve) => {
            channel.onbufferedamountlow = resolve;
            channel.onclose = resolve;
          });
        }
        if (!lab.sending || channel.readyState !== 'open') return;
        head.setUint32(0, number);
        channel.send(message);
      }
    },
    mark: () => ({ ...lab.received, now: performance.now(), state: lab.channel?.readyState }),
  };
  window.lab = lab;
};

/** A page of a browser of its own with nothing on it, of the server's origin. */
export async function blankPage(t, name, id, server = t.server) {
  const person = await t.chromium({
    name,
    id,
    devices: 'none',
    // Without a camera, browsers hide their addresses behind names that only they can look up.
    args: ['--disable-features=WebRtcHideLocalIpsWithMdns'],
  });
  // The server's policy for its own pages is not what a page of one's own has.
  const context = await person.browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await page.goto(`${server.url}/health`);
  await page.evaluate(INSTALL);
  return page;
}

const open = (what, page) =>
  until(
    `${what}: the channel is open`,
    async () => {
      const state = await page.evaluate(() => window.lab.state());
      if (state === 'open') return true;
      throw new Error(state);
    },
    { timeout: 20_000 },
  );

/** @param {{delayMs: number, loss: number, seed: number} | null} impairment of the one leg that there is */
export async function connectDirectly([from, to], impairment) {
  await from.evaluate(() => {
    window.lab.connect();
    window.lab.open('throughput');
  });
  await to.evaluate(() => {
    window.lab.connect();
    window.lab.accept();
  });
  const link = impairment && (await startLink(impairment));
  let offer = await from.evaluate(() => window.lab.offer());
  if (link) {
    link.ends[0] = candidateOf(offer);
    offer = withCandidate(offer, { address: link.address, port: link.portOfA });
  }
  let answer = await to.evaluate((sdp) => window.lab.answer(sdp), offer);
  if (link) {
    link.ends[1] = candidateOf(answer);
    answer = withCandidate(answer, { address: link.address, port: link.portOfB });
  }
  await from.evaluate((sdp) => window.lab.answered(sdp), answer);
  await Promise.all([open('direct sender', from), open('direct receiver', to)]);
  return async () => {
    for (const page of [from, to]) await page.evaluate(() => window.lab.peer.close());
    await link?.close();
    return link?.counts;
  };
}

/** @param {({delayMs: number, loss: number, seed: number} | null)[]} impairments of the sender's and the receiver's leg */
export async function connectThrough(server, room, pages, impairments) {
  const links = [];
  // The receiver first, so that it misses nothing.
  for (const [index, name] of [
    [1, 'receiver'],
    [0, 'sender'],
  ]) {
    const page = pages[index];
    const url = `${server.url.replace(/^http/, 'ws')}/ws`;
    await page.evaluate(([...where]) => window.lab.join(...where), [url, room, name]);
    await page.evaluate(() => {
      window.lab.connect();
      window.lab.open('throughput');
    });
    const offer = await page.evaluate(() => window.lab.offer());
    let answer = await page.evaluate((sdp) => window.lab.exchange(sdp), offer);
    if (impairments[index]) {
      const end = candidateOf(answer);
      check(end, `no candidate of UDP in the answer: ${answer}`);
      const link = await startLink({ ...impairments[index], b: end });
      links.push(link);
      answer = withCandidate(answer, { address: link.address, port: link.portOfB });
    }
    await page.evaluate((sdp) => window.lab.answered(sdp), answer);
    await open(`${name} through the server`, page);
  }
  return async () => {
    for (const page of pages) await page.evaluate(() => window.lab.leave());
    for (const link of links) await link.close();
    return links.map((link) => link.counts);
  };
}
