// werift: a WebRTC stack in TypeScript. It has no codecs: it publishes encoded files and writes down what it receives.

import { readFileSync } from 'node:fs';
import * as werift from 'werift';
import { framesOf } from '../frames.mjs';
import { frameWriter, pace, post, run, say, serve } from './whip.mjs';

const feedback = [werift.useNACK(), werift.usePLI(), werift.useTWCC()];
const codecs = {
  video: [werift.useVP8({ payloadType: 98, rtcpFeedback: feedback })],
  audio: [werift.useOPUS({ payloadType: 110 })],
};

run(async ({ mode, url, video, audio, out }) => {
  const peer = new werift.RTCPeerConnection({
    codecs,
    iceServers: [],
    iceAdditionalHostAddresses: ['127.0.0.1'],
  });
  const counts = { video: 0, frames: 0, keyframes: 0, audio: 0, lost: 0 };
  const tracks = {};
  if (mode === 'publish') {
    for (const kind of ['audio', 'video']) {
      tracks[kind] = new werift.MediaStreamTrack({ kind });
      peer.addTransceiver(tracks[kind], { direction: 'sendonly' });
    }
  } else {
    for (const kind of ['audio', 'video']) {
      const write = frameWriter(`${out}.${kind}`);
      const transceiver = peer.addTransceiver(kind, { direction: 'recvonly' });
      transceiver.onTrack.subscribe((track) => track.onReceiveRtp.subscribe(receiver(kind, counts, write)));
    }
  }
  peer.connectionStateChange.subscribe((state) => {
    say('state', { state });
    if (state === 'connected' && mode === 'publish')
      play(tracks, framesOf(readFileSync(video)), framesOf(readFileSync(audio)), counts);
  });
  await peer.setLocalDescription(await peer.createOffer());
  const session = await post(url, peer.localDescription.sdp);
  await peer.setRemoteDescription({ type: 'answer', sdp: session.answer });
  say('answered');
  serve(session, counts);
});

function receiver(kind, counts, write) {
  let last = null;
  let parts = [];
  return ({ header, payload }) => {
    counts[kind]++;
    const step = last === null ? 1 : (header.sequenceNumber - last + 65536) % 65536;
    if (step > 1 && step < 1000) counts.lost += step - 1;
    last = header.sequenceNumber;
    if (payload.length === 0) return;
    if (kind === 'audio') return write(payload);
    parts.push(withoutDescriptor(payload));
    if (!header.marker) return;
    const frame = Buffer.concat(parts);
    parts = [];
    counts.frames++;
    if ((frame[0] & 1) === 0) counts.keyframes++;
    write(frame);
  };
}

// RFC 7741 section 4.2.
function withoutDescriptor(payload) {
  let length = 1;
  if (payload[0] & 0x80) {
    const extension = payload[1];
    length = 2;
    if (extension & 0x80) length += payload[length] & 0x80 ? 2 : 1;
    if (extension & 0x40) length++;
    if (extension & 0x30) length++;
  }
  return payload.subarray(length);
}

function play(tracks, video, audio, counts) {
  let sequence = 1;
  pace(1000 / 30, (n) => {
    const frame = video[n % video.length];
    const timestamp = (n * 3000) >>> 0;
    for (let from = 0; from < frame.length; from += 1100) {
      const marker = from + 1100 >= frame.length;
      const payload = Buffer.concat([
        Buffer.from([from === 0 ? 0x10 : 0]),
        frame.subarray(from, from + 1100),
      ]);
      send(
        tracks.video,
        { payloadType: 98, sequenceNumber: sequence++ & 0xffff, timestamp, marker },
        payload,
      );
      counts.video++;
    }
    counts.frames++;
  });
  pace(20, (n) => {
    send(
      tracks.audio,
      { payloadType: 110, sequenceNumber: n & 0xffff, timestamp: (n * 960) >>> 0, marker: n === 0 },
      audio[n % audio.length],
    );
    counts.audio++;
  });
}

function send(track, header, payload) {
  track.writeRtp(new werift.RtpPacket(new werift.RtpHeader({ ssrc: 1, ...header }), payload));
}
