// @roamhq/wrtc: libwebrtc in Node, with its codecs; it draws and reads the pictures itself.

import wrtc from '@roamhq/wrtc';
import { sampleAt } from '../media.mjs';
import { i420Frame, readI420, toneOf } from '../picture.mjs';
import { ToneMeter } from '../tone.mjs';
import { pace, post, run, say, serve } from './whip.mjs';

const { RTCAudioSink, RTCAudioSource, RTCVideoSink, RTCVideoSource } = wrtc.nonstandard;

run(async ({ mode, url, id }) => {
  const peer = new wrtc.RTCPeerConnection();
  const counts = { video: 0, audio: 0, frames: 0, unreadable: 0, ids: {}, tones: {} };
  if (mode === 'publish') {
    const [video, audio] = [new RTCVideoSource(), new RTCAudioSource()];
    const stream = new wrtc.MediaStream([video.createTrack(), audio.createTrack()]);
    for (const track of stream.getTracks())
      peer.addTransceiver(track, { direction: 'sendonly', streams: [stream] });
    play(Number(id), video, audio, counts);
  } else {
    for (const kind of ['audio', 'video']) peer.addTransceiver(kind, { direction: 'recvonly' });
    peer.ontrack = ({ track }) => (track.kind === 'video' ? watch(track, counts) : listen(track, counts));
  }
  peer.onconnectionstatechange = () => say('state', { state: peer.connectionState });
  await peer.setLocalDescription(await peer.createOffer());
  await new Promise((resolve) => {
    peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve();
    if (peer.iceGatheringState === 'complete') resolve();
  });
  const session = await post(url, peer.localDescription.sdp);
  await peer.setRemoteDescription({ type: 'answer', sdp: session.answer });
  say('answered');
  serve(session, counts);
});

function play(id, video, audio, counts) {
  const [width, height] = [640, 360];
  const frames = Array.from({ length: 90 }, (_, n) => new Uint8ClampedArray(i420Frame(id, n, width, height)));
  pace(1000 / 30, (n) => {
    video.onFrame({ width, height, data: frames[n % 90] });
    counts.frames++;
  });
  pace(10, (n) => {
    const samples = Int16Array.from(
      { length: 480 },
      (_, i) => sampleAt(toneOf(id), (n * 480 + i) / 48000) * 32767,
    );
    audio.onData({ samples, sampleRate: 48000, bitsPerSample: 16, channelCount: 1, numberOfFrames: 480 });
  });
}

function watch(track, counts) {
  const sink = new RTCVideoSink(track);
  sink.onframe = ({ frame }) => {
    counts.frames++;
    const read = readI420(frame.data, frame.width, frame.height);
    if (read) counts.ids[read.id] = (counts.ids[read.id] ?? 0) + 1;
    else counts.unreadable++;
    counts.size = `${frame.width}x${frame.height}`;
  };
}

function listen(track, counts) {
  const sink = new RTCAudioSink(track);
  const meter = new ToneMeter((hz) => (counts.tones[hz] = (counts.tones[hz] ?? 0) + 1));
  sink.ondata = ({ samples, sampleRate, channelCount }) => {
    counts.audio++;
    meter.add(samples, sampleRate, channelCount);
  };
}
