// Which participant's tone sounds: blocks of 100 ms against the tones of all ids (Goertzel's algorithm).

import { toneOf } from './picture.mjs';

const TONES = Array.from({ length: 40 }, (_, id) => toneOf(id + 1)).filter((hz) => hz < 4000);

export class ToneMeter {
  constructor(onTone) {
    this.onTone = onTone;
    this.block = [];
  }

  /** Adds 16-bit samples, of which the first channel counts. */
  add(samples, sampleRate, channels = 1) {
    for (let i = 0; i < samples.length; i += channels) this.block.push(samples[i] / 32768);
    if (this.block.length < sampleRate / 10) return;
    const block = this.block.splice(0);
    const energy = block.reduce((sum, sample) => sum + sample * sample, 0);
    if (energy / block.length < 1e-4) return;
    let best = { hz: 0, share: 0 };
    for (const hz of TONES) {
      const twice = 2 * Math.cos((2 * Math.PI * hz) / sampleRate);
      let [one, two] = [0, 0];
      for (const sample of block) [one, two] = [sample + twice * one - two, one];
      const share = (2 * (one * one + two * two - twice * one * two)) / block.length / energy;
      if (share > best.share) best = { hz, share };
    }
    if (best.share > 0.4) this.onTone(best.hz);
  }
}
