// What runs inside the page: watchers that decode pictures and tones, and records of what the page does. All of it is
// installed before the page's own scripts and changes nothing that the page can see, save where a test asks for it.

import { PICTURE_SOURCE } from './picture.mjs';
import { portrait } from './portraits.mjs';

/**
 * The script to install before load. `options.media = {id, width, height, portrait}` replaces the camera by a drawn
 * picture, or by a drawn person with devices of plain names.
 */
export function initScript(options = {}) {
  return `(() => {
if (window.__e2e) return;
${PICTURE_SOURCE}
${portrait}
const options = ${JSON.stringify(options)};
const e2e = (${pageSide.toString()})();
window.__e2e = e2e;
if (options.media) (${drawnMedia.toString()})(options.media);
if (options.media?.portrait) (${plainDeviceNames.toString()})();
if (options.wrongFingerprint) (${wrongFingerprint.toString()})();
})();`;
}

function pageSide() {
  const e2e = {
    messages: [],
    sent: [],
    sockets: [],
    peers: [],
    states: [],
    paths: [],
    csp: [],
    copies: {},
    joinAt: null,
    videos: {},
    tones: {},
  };

  document.addEventListener('securitypolicyviolation', (event) => {
    e2e.csp.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
  });

  const RealSocket = window.WebSocket;
  window.WebSocket = class extends RealSocket {
    constructor(...args) {
      super(...args);
      e2e.sockets.push(this);
      this.addEventListener('message', (event) => {
        try {
          e2e.messages.push({ at: performance.now(), ...JSON.parse(event.data) });
        } catch {
          e2e.messages.push({ at: performance.now(), type: '(not JSON)', data: String(event.data) });
        }
      });
    }
    send(data) {
      try {
        e2e.sent.push({ at: performance.now(), ...JSON.parse(data) });
      } catch {
        e2e.sent.push({ at: performance.now(), type: '(not JSON)' });
      }
      super.send(data);
    }
  };

  const RealPeer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends RealPeer {
    constructor(...args) {
      super(...args);
      e2e.peers.push(this);
    }
  };

  const joinClicked = (event) => {
    const button =
      event.type === 'submit' ? (event.submitter ?? event.target) : event.target.closest?.('button');
    const name = button?.getAttribute?.('aria-label') ?? button?.textContent ?? '';
    if (/\bjoin\b/i.test(name)) e2e.joinAt = performance.now();
  };
  document.addEventListener('click', joinClicked, true);
  document.addEventListener('submit', joinClicked, true);

  // The record of data-state and data-path, and how often a participant stands on the page at once.
  const observe = () => {
    const root = document.documentElement;
    for (const [list, value] of [
      [e2e.states, root.dataset.state],
      [e2e.paths, root.dataset.path],
    ]) {
      if (value && list.at(-1)?.value !== value) list.push({ at: performance.now(), value });
    }
    const now = {};
    for (const article of document.querySelectorAll('article[data-participant]')) {
      const name = article.dataset.participant;
      now[name] = (now[name] ?? 0) + 1;
      for (const video of article.querySelectorAll('video')) watch(name, video);
    }
    for (const [name, count] of Object.entries(now))
      e2e.copies[name] = Math.max(e2e.copies[name] ?? 0, count);
  };
  const begin = () => {
    new MutationObserver(observe).observe(document.documentElement, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-state', 'data-path', 'data-participant'],
    });
    observe();
  };
  if (document.documentElement) begin();
  else {
    const waiting = new MutationObserver(() => {
      if (!document.documentElement) return;
      waiting.disconnect();
      begin();
    });
    waiting.observe(document, { childList: true });
  }

  const watched = new WeakSet();
  function watch(name, video) {
    if (watched.has(video) || !video.requestVideoFrameCallback) return;
    watched.add(video);
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 40;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const step = (_, metadata) => {
      const owner = video.closest('article[data-participant]')?.dataset.participant ?? name;
      e2e.videos[owner] ??= { frames: [], firstAt: null };
      const record = e2e.videos[owner];
      const at = performance.now();
      record.firstAt ??= at;
      const [width, height] = [video.videoWidth, video.videoHeight];
      context.drawImage(video, 0, 0, width, height / 3, 0, 0, 320, 40);
      const { data } = context.getImageData(0, 0, 320, 40);
      const read = readCells((row, column) => {
        let sum = 0;
        for (let y = row * 20 + 7; y < row * 20 + 13; y++) {
          for (let x = column * 20 + 7; x < column * 20 + 13; x++) {
            const at = (y * 320 + x) * 4;
            sum += data[at] * 0.299 + data[at + 1] * 0.587 + data[at + 2] * 0.114;
          }
        }
        return sum / 36;
      });
      record.frames.push({
        at,
        width,
        height,
        id: read?.id ?? null,
        counter: read?.counter ?? null,
        presented: metadata.presentedFrames,
      });
      if (record.frames.length > 20000) record.frames.splice(0, 5000);
      video.requestVideoFrameCallback(step);
    };
    video.requestVideoFrameCallback(step);
  }

  /** What was seen of a participant since a time. */
  e2e.seen = (name, since = 0) => {
    const now = performance.now();
    const frames = (e2e.videos[name]?.frames ?? []).filter((frame) => frame.at >= since);
    const ids = {};
    let unreadable = 0;
    let longestGap = 0;
    let before = since;
    const counters = new Set();
    const widths = [];
    for (const frame of frames) {
      longestGap = Math.max(longestGap, frame.at - before);
      before = frame.at;
      if (frame.id === null) unreadable++;
      else {
        ids[frame.id] = (ids[frame.id] ?? 0) + 1;
        counters.add(frame.counter);
      }
      if (widths.at(-1) !== frame.width) widths.push(frame.width);
    }
    longestGap = Math.max(longestGap, now - before);
    const seconds = (now - since) / 1000;
    const presented = frames.length > 1 ? frames.at(-1).presented - frames[0].presented : 0;
    return {
      frames: frames.length,
      fps: Math.round((10 * Math.max(frames.length, presented)) / seconds) / 10,
      ids,
      unreadable,
      counters: counters.size,
      longestGap: Math.round(longestGap),
      width: frames.at(-1)?.width ?? 0,
      height: frames.at(-1)?.height ?? 0,
      widths,
      firstAt: e2e.videos[name]?.firstAt ?? null,
    };
  };

  // Tones: an analyser per participant on the audio track that belongs to the article.
  let audio = null;
  const analysers = {};
  const audioTrackOf = (article) => {
    const streams = [...article.querySelectorAll('video, audio')]
      .map((element) => element.srcObject)
      .filter(Boolean);
    for (const stream of streams) {
      const track = stream.getAudioTracks?.().find((each) => each.readyState === 'live');
      if (track) return track;
    }
    // Otherwise the audio slot paired with the article's video slot: the two share a stream id in the answer.
    const shown = new Set(streams.flatMap((stream) => stream.getVideoTracks().map((track) => track.id)));
    for (const peer of e2e.peers) {
      const sdp = peer.remoteDescription?.sdp;
      if (!sdp || peer.connectionState === 'closed') continue;
      const streamIdOf = (mid) => {
        const section = sdp.split(/\r\nm=/).find((part) => part.includes(`\r\na=mid:${mid}\r\n`));
        return section?.match(/a=msid:(\S+)/)?.[1];
      };
      const transceivers = peer.getTransceivers();
      const video = transceivers.find((each) => shown.has(each.receiver.track.id));
      const streamId = video && streamIdOf(video.mid);
      const pair =
        streamId &&
        transceivers.find(
          (each) => each.receiver.track.kind === 'audio' && streamIdOf(each.mid) === streamId,
        );
      if (pair) return pair.receiver.track;
    }
    return null;
  };
  const note = (name, hz, db) => {
    e2e.tones[name] ??= [];
    const list = e2e.tones[name];
    list.push({ at: performance.now(), hz, db });
    if (list.length > 5000) list.splice(0, 1000);
  };
  const audible = function* () {
    for (const article of document.querySelectorAll('article[data-participant]')) {
      const track = audioTrackOf(article);
      if (track) yield [article.dataset.participant, track];
    }
  };
  const loudestBin = (spectrum, bin) => {
    let loudest = Math.ceil(150 / bin);
    for (let i = loudest; i < 4000 / bin; i++) if (spectrum[i] > spectrum[loudest]) loudest = i;
    return loudest;
  };
  const analyse = () => {
    const spectrum = new Float32Array(4096);
    const bin = audio.sampleRate / 8192;
    for (const [name, track] of audible()) {
      let entry = analysers[name];
      if (entry?.track !== track) {
        entry?.source.disconnect();
        const source = audio.createMediaStreamSource(new MediaStream([track]));
        const analyser = audio.createAnalyser();
        analyser.fftSize = 8192;
        analyser.smoothingTimeConstant = 0;
        source.connect(analyser);
        entry = analysers[name] = { track, source, analyser };
      }
      entry.analyser.getFloatFrequencyData(spectrum);
      const loudest = loudestBin(spectrum, bin);
      note(name, loudest * bin, spectrum[loudest]);
    }
  };
  // Without an audio device Firefox never starts an AudioContext. There the track is recorded second by second, and the
  // recording is decoded and transformed here.
  const recorders = {};
  const record = (name, track) => {
    const recorder = new MediaRecorder(new MediaStream([track]));
    const entry = { track };
    recorders[name] = entry;
    recorder.ondataavailable = async ({ data }) => {
      if (data.size === 0) return;
      const decoded = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(
        await data.arrayBuffer(),
      );
      const samples = decoded.getChannelData(0);
      const size = 8192;
      for (let from = 0; from + size <= samples.length; from += size / 2) {
        const spectrum = transform(samples.subarray(from, from + size));
        const loudest = loudestBin(spectrum, 48000 / size);
        note(name, (loudest * 48000) / size, spectrum[loudest]);
      }
    };
    recorder.onstop = () => {
      if (recorders[name] === entry) delete recorders[name];
    };
    recorder.start();
    setTimeout(() => recorder.state !== 'inactive' && recorder.stop(), 1000);
  };
  const transform = (samples) => {
    const size = samples.length;
    const real = new Float64Array(size);
    const imaginary = new Float64Array(size);
    const bits = Math.log2(size);
    for (let i = 0; i < size; i++) {
      let reversed = 0;
      for (let bit = 0; bit < bits; bit++) if (i & (1 << bit)) reversed |= 1 << (bits - 1 - bit);
      real[reversed] = samples[i] * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
    }
    for (let half = 1; half < size; half *= 2) {
      for (let k = 0; k < half; k++) {
        const [cos, sin] = [Math.cos((-Math.PI * k) / half), Math.sin((-Math.PI * k) / half)];
        for (let i = k; i < size; i += half * 2) {
          const j = i + half;
          const re = real[j] * cos - imaginary[j] * sin;
          const im = real[j] * sin + imaginary[j] * cos;
          real[j] = real[i] - re;
          imaginary[j] = imaginary[i] - im;
          real[i] += re;
          imaginary[i] += im;
        }
      }
    }
    const spectrum = new Float32Array(size / 2);
    for (let i = 0; i < size / 2; i++)
      spectrum[i] = 20 * Math.log10((2 * Math.hypot(real[i], imaginary[i])) / size + 1e-12);
    return spectrum;
  };
  e2e.listen = () => {
    if (audio) return;
    audio = new AudioContext();
    audio.resume();
    setInterval(() => {
      if (audio.state === 'running') return analyse();
      for (const [name, track] of audible()) if (recorders[name]?.track !== track) record(name, track);
    }, 100);
  };
  /** What was heard of a participant since a time: the median of the loud samples' dominant frequencies. */
  e2e.heard = (name, since = 0) => {
    const all = (e2e.tones[name] ?? []).filter((sample) => sample.at >= since);
    const loud = all.filter((sample) => sample.db > -65);
    const sorted = loud.map((sample) => sample.hz).sort((a, b) => a - b);
    const hz = sorted[sorted.length >> 1] ?? null;
    const agreeing = loud.filter((sample) => Math.abs(sample.hz - hz) < 20).length;
    return {
      samples: all.length,
      loud: loud.length,
      hz: hz && Math.round(hz),
      agreement: loud.length ? Math.round((100 * agreeing) / loud.length) / 100 : 0,
      loudest: Math.round(Math.max(-200, ...all.map((sample) => sample.db))),
      context: audio?.state,
    };
  };
  /** Live selected candidate pairs, SRTP and codecs, from the peer connections that are not closed. */
  e2e.transport = async () => {
    const result = [];
    for (const peer of e2e.peers) {
      if (peer.connectionState === 'closed') continue;
      const stats = await peer.getStats();
      const byId = new Map([...stats.values()].map((each) => [each.id, each]));
      const one = { state: peer.connectionState, codecs: [] };
      for (const each of byId.values()) {
        if (each.type === 'transport') {
          one.srtp = each.srtpCipher;
          one.dtls = each.tlsVersion;
          const pair = byId.get(each.selectedCandidatePairId);
          const local = byId.get(pair?.localCandidateId);
          one.protocol = local?.protocol;
          one.type = local?.candidateType;
          const certificate = byId.get(each.remoteCertificateId);
          one.fingerprint = certificate && `${certificate.fingerprintAlgorithm} ${certificate.fingerprint}`;
        }
        if (each.type === 'codec') one.codecs.push(each.mimeType);
      }
      one.answered = peer.remoteDescription?.sdp.match(/a=fingerprint:(.*)/)?.[1];
      result.push(one);
    }
    return result;
  };
  return e2e;
}

/** Replaces the camera by a drawn picture (Firefox has no files for its fake devices). */
function drawnMedia({ id, width, height, portrait: person = false }) {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const tracks = [];
    if (constraints.video) {
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext('2d', { alpha: false });
      let counter = 0;
      const draw = () => {
        if (person) portrait(context, id, performance.now() / 1000, width, height);
        else paint(context, id, counter++ % 90, width, height);
      };
      draw();
      // Without a rate of its own: a limit of 30 on top of a timer of 30 Hz lets every other frame fall.
      const [track] = canvas.captureStream().getVideoTracks();
      const timer = setInterval(() => (track.readyState === 'live' ? draw() : clearInterval(timer)), 32);
      tracks.push(track);
    }
    if (constraints.audio) tracks.push(...(await real({ audio: constraints.audio })).getAudioTracks());
    return new MediaStream(tracks);
  };
}

/** Replaces the fake devices' names, which are paths of files. */
function plainDeviceNames() {
  const names = { audioinput: 'Headset microphone', videoinput: 'Built-in camera', audiooutput: 'Headset' };
  const label = Object.getOwnPropertyDescriptor(MediaDeviceInfo.prototype, 'label');
  Object.defineProperty(MediaDeviceInfo.prototype, 'label', {
    ...label,
    get() {
      return label.get.call(this) && names[this.kind];
    },
  });
}

/** Turns one hex digit of every fingerprint in answers. */
function wrongFingerprint() {
  const real = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (description) {
    const sdp = description.sdp.replace(/(a=fingerprint:\S+ )([0-9A-Fa-f])/g, (_, head, digit) => {
      return head + ((parseInt(digit, 16) + 1) % 16).toString(16).toUpperCase();
    });
    return real.call(this, { type: description.type, sdp });
  };
}
