// VP8 and Opus by Chromium's codecs, for clients that have none of their own: the test picture and tone encoded to
// files, and what such a client received decoded and read. A file is a row of frames, each with its length in 32 bits
// little endian before it.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumPath } from './chromium.mjs';
import { framesOf } from './frames.mjs';
import { onEnd } from './lifetime.mjs';
import { CACHE, cached, sampleAt } from './media.mjs';
import { PICTURE_SOURCE, toneOf } from './picture.mjs';

/** The paths of the encoded camera (3 s, a keyframe per second) and microphone (4 s) of a participant. */
export async function encodedMedia(codecs, id) {
  cached('.folder', (path) => writeFileSync(path, ''));
  const [video, audio] = ['vp8', 'opus'].map((kind) => join(CACHE, `encoded-1-${id}.${kind}`));
  if (!existsSync(video) || !existsSync(audio)) {
    const encoded = await codecs.page.evaluate(encodeInPage, { id, tone: toneOf(id) });
    for (const [path, frames] of [
      [video, encoded.video],
      [audio, encoded.audio],
    ]) {
      writeFileSync(
        `${path}.partial`,
        Buffer.concat(
          frames.flatMap((frame) => {
            const bytes = Buffer.from(frame, 'base64');
            const length = Buffer.alloc(4);
            length.writeUInt32LE(bytes.length);
            return [length, bytes];
          }),
        ),
      );
      renameSync(`${path}.partial`, path);
    }
  }
  return { video, audio };
}

/** Decodes what a client wrote down: `{frames, decoded, ids, tone}` with `tone` the share of the energy at `hz`. */
export async function readReceived(codecs, { video, audio }, hz) {
  const take = (path, most) =>
    framesOf(readFileSync(path))
      .slice(0, most)
      .map((frame) => frame.toString('base64'));
  return codecs.page.evaluate(decodeInPage, { video: take(video, 300), audio: take(audio, 500), hz });
}

/** A Chromium page with the codecs; they exist in secure contexts only, hence the little server. */
export async function openCodecs() {
  const web = createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html>'),
  );
  await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: ['--no-sandbox', '--disable-gpu'],
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const page = await browser.newPage();
  await page.addInitScript({
    content: `${PICTURE_SOURCE}\n${sampleAt}\nObject.assign(globalThis, { paint, readCells, sampleAt });`,
  });
  await page.goto(`http://127.0.0.1:${web.address().port}/`);
  const close = onEnd(async () => {
    await browser.close();
    await new Promise((resolve) => web.close(resolve));
  });
  return { page, close };
}

async function encodeInPage({ id, tone }) {
  const base64 = (chunk) => {
    const bytes = new Uint8Array(chunk.byteLength);
    chunk.copyTo(bytes);
    return btoa(String.fromCharCode(...bytes));
  };
  const fail = (error) => {
    throw error;
  };
  const video = [];
  const videoEncoder = new VideoEncoder({ output: (chunk) => video.push(base64(chunk)), error: fail });
  const [width, height] = [640, 360];
  videoEncoder.configure({
    codec: 'vp8',
    width,
    height,
    bitrate: 600_000,
    framerate: 30,
    latencyMode: 'quality',
  });
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  for (let counter = 0; counter < 90; counter++) {
    paint(context, id, counter, width, height);
    const frame = new VideoFrame(canvas, { timestamp: (counter * 1e6) / 30 });
    videoEncoder.encode(frame, { keyFrame: counter % 30 === 0 });
    frame.close();
  }
  await videoEncoder.flush();
  const audio = [];
  const audioEncoder = new AudioEncoder({ output: (chunk) => audio.push(base64(chunk)), error: fail });
  audioEncoder.configure({ codec: 'opus', sampleRate: 48000, numberOfChannels: 1, bitrate: 64_000 });
  for (let packet = 0; packet < 200; packet++) {
    const data = new Float32Array(960).map((_, i) => sampleAt(tone, (packet * 960 + i) / 48000));
    audioEncoder.encode(
      new AudioData({
        format: 'f32',
        sampleRate: 48000,
        numberOfFrames: 960,
        numberOfChannels: 1,
        timestamp: packet * 20_000,
        data,
      }),
    );
  }
  await audioEncoder.flush();
  return { video, audio };
}

async function decodeInPage({ video, audio, hz }) {
  const bytesOf = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const result = {
    frames: video.length,
    decoded: 0,
    ids: {},
    unreadable: 0,
    errors: [],
    packets: audio.length,
    tone: 0,
  };
  const canvas = new OffscreenCanvas(320, 40);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const videoDecoder = new VideoDecoder({
    output: (frame) => {
      result.decoded++;
      context.drawImage(frame, 0, 0, frame.displayWidth, frame.displayHeight / 3, 0, 0, 320, 40);
      frame.close();
      const { data } = context.getImageData(0, 0, 320, 40);
      const read = readCells((row, column) => data[((row * 20 + 10) * 320 + column * 20 + 10) * 4 + 1]);
      if (read) result.ids[read.id] = (result.ids[read.id] ?? 0) + 1;
      else result.unreadable++;
    },
    error: (error) => result.errors.push(error.message),
  });
  videoDecoder.configure({ codec: 'vp8' });
  let started = false;
  for (const [index, text] of video.entries()) {
    const data = bytesOf(text);
    const type = (data[0] & 1) === 0 ? 'key' : 'delta';
    started ||= type === 'key';
    if (started && videoDecoder.state === 'configured') {
      videoDecoder.decode(new EncodedVideoChunk({ type, timestamp: index * 33_333, data }));
    }
  }
  if (started && videoDecoder.state === 'configured')
    await videoDecoder.flush().catch((error) => result.errors.push(error.message));
  const shares = [];
  const audioDecoder = new AudioDecoder({
    output: (data) => {
      const samples = new Float32Array(data.numberOfFrames);
      data.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      let [energy, real, imaginary] = [0, 0, 0];
      for (let i = 0; i < samples.length; i++) {
        energy += samples[i] ** 2;
        real += samples[i] * Math.cos((2 * Math.PI * hz * i) / data.sampleRate);
        imaginary += samples[i] * Math.sin((2 * Math.PI * hz * i) / data.sampleRate);
      }
      if (energy / samples.length > 1e-4)
        shares.push((2 * (real ** 2 + imaginary ** 2)) / samples.length / energy);
      data.close();
    },
    error: (error) => result.errors.push(error.message),
  });
  audioDecoder.configure({ codec: 'opus', sampleRate: 48000, numberOfChannels: 2 });
  for (const [index, text] of audio.entries()) {
    audioDecoder.decode(
      new EncodedAudioChunk({ type: 'key', timestamp: index * 20_000, data: bytesOf(text) }),
    );
  }
  if (audio.length > 0) await audioDecoder.flush().catch((error) => result.errors.push(error.message));
  shares.sort((a, b) => a - b);
  result.tone = Math.round(100 * (shares[shares.length >> 1] ?? 0)) / 100;
  return result;
}
