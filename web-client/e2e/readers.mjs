// What runs inside the page: watchers that decode pictures and tones, and records of what the page does. All of it is
// installed before the page's own scripts and changes nothing that the page can see, save where a test asks for it.

import { drawnMedia, noDataChannels, plainDeviceNames, wrongFingerprint } from './page-changes.mjs';
import { PICTURE_SOURCE } from './picture.mjs';
import { portrait } from './portraits.mjs';
import { toneReaders } from './tone-readers.mjs';

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
(${toneReaders.toString()})(e2e);
window.__e2e = e2e;
if (options.media) (${drawnMedia.toString()})(options.media);
if (options.media?.portrait) (${plainDeviceNames.toString()})();
if (options.noDataChannels) (${noDataChannels.toString()})();
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
          one.relayProtocol = local?.relayProtocol;
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
