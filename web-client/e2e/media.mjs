// Files for the browsers' fake devices: a Y4M per camera and a WAV per microphone, made once and kept by parameters.

import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { i420Frame, toneOf } from './picture.mjs';

export const CACHE = join(tmpdir(), 'parley-e2e-media');
const VERSION = 1;

/** A looped camera of `seconds` at 30 frames a second. */
export function cameraFile({ id, width = 640, height = 360, seconds = 3 }) {
  return cached(`camera-${VERSION}-${id}-${width}x${height}-${seconds}s.y4m`, (path) => {
    const file = openSync(path, 'w');
    writeSync(file, `YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\n`);
    for (let counter = 0; counter < seconds * 30; counter++) {
      writeSync(file, 'FRAME\n');
      writeSync(file, i420Frame(id, counter, width, height));
    }
    closeSync(file);
  });
}

/**
 * A looped microphone. The tone is pulsed, 350 ms on and 150 ms off: the browser's noise suppression takes a steady
 * tone away.
 */
export function microphoneFile({ id, seconds = 4 }) {
  return cached(`microphone-${VERSION}-${id}-${seconds}s.wav`, (path) => {
    const rate = 48000;
    const samples = rate * seconds;
    const wav = Buffer.alloc(44 + samples * 2);
    wav.write('RIFF', 0);
    wav.writeUInt32LE(36 + samples * 2, 4);
    wav.write('WAVEfmt ', 8);
    wav.writeUInt32LE(16, 16);
    wav.writeUInt16LE(1, 20);
    wav.writeUInt16LE(1, 22);
    wav.writeUInt32LE(rate, 24);
    wav.writeUInt32LE(rate * 2, 28);
    wav.writeUInt16LE(2, 32);
    wav.writeUInt16LE(16, 34);
    wav.write('data', 36);
    wav.writeUInt32LE(samples * 2, 40);
    for (let i = 0; i < samples; i++)
      wav.writeInt16LE(Math.round(sampleAt(toneOf(id), i / rate) * 32767), 44 + i * 2);
    writeFileSync(path, wav);
  });
}

/** The pulsed tone's amplitude at a time in seconds, with ramps of 10 ms. */
export function sampleAt(tone, seconds) {
  const phase = seconds % 0.5;
  const ramp = Math.min(1, phase / 0.01, Math.max(0, (0.35 - phase) / 0.01));
  return 0.4 * ramp * Math.sin(2 * Math.PI * tone * seconds);
}

/** The path of a file in the cache; `make` writes it when it is not there. */
export function cached(name, make) {
  mkdirSync(CACHE, { recursive: true });
  const path = join(CACHE, name);
  if (!existsSync(path)) {
    const partial = `${path}.${process.pid}`;
    make(partial);
    renameSync(partial, path);
  }
  return path;
}
