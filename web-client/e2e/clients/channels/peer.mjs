// One end of the channel tests on the W3C interface. It is whole in itself: it travels into a browser's page as text,
// and Node's stacks import it. Nothing in it knows our SDK.
//
// Every command is an object with `do`; the answer is a value or an exception. The programs in other languages
// (pion, aiortc) take the same commands as lines of JSON.

/** @param {{create: () => RTCPeerConnection, bytes?: (data: any) => Uint8Array}} stack */
export function channelPeer({ create }) {
  const ALPHABET = [...'abcdefghijklmnopqrstuvwxyzäöüß漢字😀'];
  const ASCII = 26;
  const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
    return n;
  });
  const wall = () => performance.timeOrigin + performance.now();
  const encoder = new TextEncoder();
  const channels = new Map();
  const incoming = new Map();
  let pc = null;
  let socket = null;
  let members = {};
  let answering = null;
  let wrongs = [];

  function crc(bytes) {
    let sum = 0xffffffff;
    for (let i = 0; i < bytes.length; i++) sum = TABLE[(sum ^ bytes[i]) & 255] ^ (sum >>> 8);
    return (sum ^ 0xffffffff) >>> 0;
  }

  function fill(kind, size, seed) {
    if (kind === 'binary')
      return Uint8Array.from({ length: size }, (_, i) => (seed * 31 + i * 7 + (i >> 8) * 13) & 255);
    const of = kind === 'ascii' ? ASCII : ALPHABET.length;
    let text = '';
    for (let i = 0; i < size; i++) text += ALPHABET[(seed + i * 7 + (i >> 4)) % of];
    return text;
  }

  async function bytesOf(data) {
    if (data instanceof ArrayBuffer) return new Uint8Array(data);
    if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return new Uint8Array(await data.arrayBuffer());
  }

  function adopt(key, channel) {
    const entry = { channel, received: [], count: 0, keep: true, closed: false, error: null };
    channels.set(key, entry);
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }) => {
      entry.count++;
      if (!entry.keep) return;
      const at = wall();
      if (typeof data === 'string') {
        const bytes = encoder.encode(data);
        const item = { t: 's', n: bytes.length, c: crc(bytes), at };
        if (data.length <= 120) item.x = data;
        entry.received.push(item);
      } else {
        const item = { t: 'b', n: 0, c: 0, at };
        entry.received.push(item);
        bytesOf(data).then((bytes) => {
          item.n = bytes.length;
          item.c = crc(bytes);
          if (bytes.length > 0 && bytes.length <= 120) item.h = [...bytes];
        });
      }
    };
    channel.onclose = () => (entry.closed = true);
    channel.onerror = (event) => (entry.error = String(event?.error?.message ?? event?.message ?? 'error'));
    return entry;
  }

  function entryOf(key) {
    const entry = channels.get(key);
    if (!entry) throw new Error(`no channel ${key}`);
    return entry;
  }

  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  async function until(what, probe, timeout = 15_000) {
    const deadline = performance.now() + timeout;
    while (!probe()) {
      if (performance.now() > deadline) throw new Error(`${what}: not within ${timeout} ms`);
      await pause(5);
    }
  }

  function describe(entry) {
    const { channel } = entry;
    const { id, label, protocol, ordered, maxRetransmits, maxPacketLifeTime } = channel;
    return {
      id,
      label,
      protocol,
      ordered,
      maxRetransmits: maxRetransmits ?? null,
      maxPacketLifeTime: maxPacketLifeTime ?? null,
      state: channel.readyState,
      closed: entry.closed || channel.readyState === 'closed',
      error: entry.error,
      count: entry.count,
      buffered: channel.bufferedAmount,
    };
  }

  async function gathered() {
    await until('candidates', () => pc.iceGatheringState === 'complete');
    return pc.localDescription.sdp;
  }

  function begin() {
    pc = create();
    pc.ondatachannel = ({ channel }) => {
      const number = incoming.get(channel.label) ?? 0;
      incoming.set(channel.label, number + 1);
      adopt(`in:${channel.label}:${number}`, channel);
    };
  }

  /** Channels are opened one after another but awaited together. */
  async function openOne({ key, label, options = {}, wait = true, timeout }) {
    const entry = adopt(key, pc.createDataChannel(label, options));
    if (!wait) return { id: entry.channel.id };
    await until(
      `${label} open`,
      () => entry.channel.readyState === 'open' || (entry.closed && entry.channel.readyState === 'closed'),
      timeout,
    );
    if (entry.channel.readyState !== 'open') throw new Error(`${label} was closed`);
    return { id: entry.channel.id };
  }

  async function drained(entry, limit) {
    while (entry.channel.bufferedAmount > limit && entry.channel.readyState === 'open') await pause(2);
  }

  const COMMANDS = {
    async offer({ audio = false }) {
      begin();
      if (audio) pc.addTransceiver('audio', { direction: 'recvonly' });
      // A channel of no use to anybody makes the m-line.
      adopt('first', pc.createDataChannel('first'));
      await pc.setLocalDescription(await pc.createOffer());
      return gathered();
    },
    async accept({ sdp }) {
      begin();
      await pc.setRemoteDescription({ type: 'offer', sdp });
      await pc.setLocalDescription(await pc.createAnswer());
      return gathered();
    },
    async answer({ sdp }) {
      await pc.setRemoteDescription({ type: 'answer', sdp });
    },
    /** The signaling protocol of docs/protocol.md, as a page without our SDK speaks it. */
    async join({ url, room, name, audio }) {
      const sdp = await COMMANDS.offer({ audio });
      socket = new WebSocket(url, 'parley.v1');
      const send = (message) => socket.send(JSON.stringify(message));
      const joined = new Promise((resolve, reject) => {
        answering = { resolve, reject };
      });
      socket.onopen = () => send({ type: 'join', room, name });
      socket.onclose = ({ code, reason }) => answering.reject(new Error(`socket closed: ${code} ${reason}`));
      socket.onmessage = ({ data }) => {
        const message = JSON.parse(data);
        if (message.type === 'welcome') {
          members = Object.fromEntries([[name, message.participant.id]]);
          for (const each of message.participants ?? []) members[each.name] = each.id;
          send({ type: 'offer', sdp, tracks: [] });
        } else if (message.type === 'answer') {
          COMMANDS.answer(message).then(answering.resolve, answering.reject);
        } else if (message.type === 'participant-joined') {
          members[message.participant.name] = message.participant.id;
        } else if (message.type === 'channel-closed' || message.type === 'error') {
          wrongs.push(message);
          answering.reject(new Error(JSON.stringify(message)));
        }
      };
      await joined;
      const alive = setInterval(
        () => (socket.readyState === 1 ? send({ type: 'ping' }) : clearInterval(alive)),
        10_000,
      );
    },
    members: async () => members,
    wrongs: async () => wrongs,
    async tell({ message }) {
      socket.send(JSON.stringify(message));
    },
    async leave() {
      socket?.send(JSON.stringify({ type: 'leave' }));
      await COMMANDS.end();
    },
    async connected({ timeout } = {}) {
      await until(
        'connected',
        () => channels.get('first')?.channel.readyState === 'open' || pc.connectionState === 'connected',
        timeout,
      );
      return pc.connectionState;
    },
    open: openOne,
    /** Opens and closes `count` channels, `together` at one time; the numbers they had. */
    async churn({ label, count, together, options }) {
      const ids = new Set();
      for (let done = 0; done < count; done += together) {
        const batch = Array.from({ length: Math.min(together, count - done) }, (_, i) => `${label}:${done + i}`);
        for (const { id } of await Promise.all(batch.map((key) => openOne({ key, label, options })))) ids.add(id);
        for (const key of batch) entryOf(key).channel.close();
        await until(`${label} closed`, () =>
          batch.every((key) => entryOf(key).closed || entryOf(key).channel.readyState === 'closed'),
        );
        for (const key of batch) channels.delete(key);
      }
      return ids.size;
    },
    /** Opens as many as it can; how many are open after `patience` ms. */
    async many({ label, count, patience = 3000 }) {
      const keys = Array.from({ length: count }, (_, i) => `${label}:${i}`);
      let refused = 0;
      for (const [index, key] of keys.entries()) {
        try {
          adopt(key, pc.createDataChannel(label));
        } catch {
          refused++;
        }
        if (index % 100 === 99) await pause(1);
      }
      await pause(patience);
      const states = keys.map((key) => channels.get(key)?.channel.readyState ?? 'refused');
      return {
        refused,
        open: states.filter((state) => state === 'open').length,
        closed: states.filter((state) => state === 'closed').length,
      };
    },
    /** Sends one message: `text`, or `kind` (text, ascii, binary) of `size` by `seed`; `count` > 1 numbers them. */
    async send({ key, kind = 'text', size = 0, seed = 0, text, count = 1, prefix = '' }) {
      const entry = entryOf(key);
      for (let i = 0; i < count; i++) {
        const data = text ?? (count > 1 ? `${prefix}${i}` : fill(kind, size, seed));
        if (entry.channel.bufferedAmount > 1_000_000) await drained(entry, 200_000);
        entry.channel.send(data);
      }
    },
    /** `perSecond` messages that carry the time for `seconds`. */
    async pace({ key, perSecond, seconds, prefix = '' }) {
      const entry = entryOf(key);
      const began = performance.now();
      let n = 0;
      for (; performance.now() - began < seconds * 1000; await pause(2)) {
        for (; n < ((performance.now() - began) * perSecond) / 1000; n++)
          entry.channel.send(`${prefix}${n} ${wall()}`);
      }
      return n;
    },
    /** As fast as the stack takes them. */
    async flood({ key, size, seconds, high = 1_000_000 }) {
      const entry = entryOf(key);
      const data = fill('binary', size, 1);
      const began = performance.now();
      let n = 0;
      while (performance.now() - began < seconds * 1000 && entry.channel.readyState === 'open') {
        if (entry.channel.bufferedAmount > high) {
          await pause(1);
          continue;
        }
        for (let i = 0; i < 200 && entry.channel.bufferedAmount <= high; i++, n++) entry.channel.send(data);
        await pause(0);
      }
      return n;
    },
    /** How many channels of a label the other side has opened so far. */
    async incoming({ label }) {
      return incoming.get(label) ?? 0;
    },
    async count({ key }) {
      return channels.get(key)?.count ?? 0;
    },
    async received({ key, clear = true }) {
      const entry = entryOf(key);
      const got = entry.received;
      if (clear) entry.received = [];
      return got;
    },
    async discard({ key }) {
      entryOf(key).keep = false;
    },
    async state({ key }) {
      const entry = channels.get(key);
      return entry ? describe(entry) : null;
    },
    async close({ key }) {
      entryOf(key).channel.close();
    },
    async remove({ key }) {
      channels.delete(key);
    },
    async end() {
      socket?.close(1000);
      pc?.close();
    },
  };

  return {
    fill,
    crc,
    async run(command) {
      const action = COMMANDS[command.do];
      if (!action) throw new Error(`no command ${command.do}`);
      return (await action(command)) ?? null;
    },
  };
}
