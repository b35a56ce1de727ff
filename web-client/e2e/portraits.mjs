// Cameras for screenshots: drawn people before a soft background, so that a picture of a call looks like one.

import { closeSync, openSync, writeSync } from 'node:fs';
import { cached } from './media.mjs';

const PEOPLE = [
  { wall: [[236, 214, 190], [196, 150, 120]], skin: [224, 172, 138], hair: [74, 44, 30], top: [38, 92, 110], long: true },
  { wall: [[196, 214, 226], [110, 140, 166]], skin: [141, 92, 64], hair: [24, 20, 20], top: [214, 142, 52], long: false },
  { wall: [[214, 224, 200], [120, 146, 110]], skin: [240, 198, 170], hair: [168, 92, 40], top: [92, 60, 120], long: true },
  { wall: [[222, 206, 224], [134, 108, 146]], skin: [198, 140, 100], hair: [50, 50, 58], top: [60, 110, 80], long: false },
];

/** A looped camera of 1280×720 that shows person `id` (1 to 4) moving a little. */
export function portraitFile({ id, width = 1280, height = 720, frames = 45 }) {
  return cached(`portrait-1-${id}-${width}x${height}.y4m`, (path) => {
    const file = openSync(path, 'w');
    writeSync(file, `YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\n`);
    for (let n = 0; n < frames; n++) {
      writeSync(file, 'FRAME\n');
      writeSync(file, portrait(PEOPLE[(id - 1) % PEOPLE.length], id, (2 * Math.PI * n) / frames, width, height));
    }
    closeSync(file);
  });
}

function portrait(person, id, phase, width, height) {
  const frame = Buffer.alloc((width * height * 3) / 2);
  const quarter = (width * height) / 4;
  const [swayX, swayY] = [Math.sin(phase) * 0.012, Math.cos(2 * phase) * 0.005];
  const inside = (x, y, cx, cy, rx, ry) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2;
  const soft = (distance, edge) => Math.min(1, Math.max(0, (1 - distance) / edge));
  const mix = (a, b, part) => a.map((value, i) => value + (b[i] - value) * part);
  const pixel = (px, py) => {
    const x = (px / width - 0.5) * (width / height) - swayX;
    const y = py / height - 0.5 - swayY;
    let colour = mix(person.wall[0], person.wall[1], py / height);
    for (let light = 0; light < 4; light++) {
      const cx = ((((light * 0.37 + id * 0.21) % 1) - 0.5) * 1.7 + swayX);
      const cy = -0.35 + ((light * 0.29 + id * 0.13) % 0.5);
      colour = mix(colour, [255, 246, 226], 0.28 * soft(inside(x, y, cx, cy, 0.14, 0.14), 0.35));
    }
    if (person.long) colour = mix(colour, person.hair, soft(inside(x, y, 0, 0.02, 0.205, 0.3), 0.06));
    colour = mix(colour, person.top, soft(inside(x, y, 0, 0.62, 0.46, 0.34), 0.03));
    colour = mix(colour, mix(person.skin, [0, 0, 0], 0.12), soft(inside(x, y, 0, 0.24, 0.075, 0.14), 0.06));
    colour = mix(colour, person.hair, soft(inside(x, y, 0, -0.13, 0.172, 0.19), 0.05));
    colour = mix(colour, mix(person.skin, [255, 240, 225], Math.max(0, 0.25 - x - y) * 0.3), soft(inside(x, y, 0, -0.04, 0.142, 0.195), 0.05));
    colour = mix(colour, person.hair, soft(inside(x, y, -0.02, -0.2, 0.13, 0.07), 0.2));
    for (const side of [-1, 1]) {
      colour = mix(colour, [32, 26, 26], soft(inside(x, y, side * 0.055, -0.06, 0.013, 0.016), 0.2));
      colour = mix(colour, person.hair, 0.8 * soft(inside(x, y, side * 0.055, -0.1, 0.03, 0.007), 0.3));
    }
    const smile = inside(x, y, 0, 0.03, 0.06, 0.055);
    if (y > 0.05 && smile < 1) colour = mix(colour, [168, 66, 66], 0.8 * soft(smile, 0.15) * soft(inside(x, y, 0, 0.11, 0.08, 0.06), 0.2));
    return colour;
  };
  for (let py = 0; py < height; py += 2) {
    for (let px = 0; px < width; px += 2) {
      let [us, vs] = [0, 0];
      for (let k = 0; k < 4; k++) {
        const [r, g, b] = pixel(px + (k & 1), py + (k >> 1));
        frame[(py + (k >> 1)) * width + px + (k & 1)] = 0.299 * r + 0.587 * g + 0.114 * b;
        us += 128 - 0.169 * r - 0.331 * g + 0.5 * b;
        vs += 128 + 0.5 * r - 0.419 * g - 0.081 * b;
      }
      const at = (py / 2) * (width / 2) + px / 2;
      frame[width * height + at] = us / 4;
      frame[width * height + quarter + at] = vs / 4;
    }
  }
  return frame;
}
