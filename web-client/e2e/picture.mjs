// The test picture: two rows of 16 cells fill the top third and carry a counter and the participant's id, so that a
// decoded frame says who was in front of the camera and when. The functions that the page needs as well hold
// everything within themselves, because they travel there as text.

export const COUNTER_VALUES = 4096;

/**
 * The cells of a frame as two rows of 16 bits.
 * Row 0: guard 1, 12 bits of Gray-coded counter, their parity, guards 0 1.
 * Row 1: guards 0 1, the id in 6 bits, the id inverted, guards 1 0.
 */
export function cellsOf(id, counter) {
  const gray = counter ^ (counter >> 1);
  const bits = Array.from({ length: 12 }, (_, i) => (gray >> (11 - i)) & 1);
  const idBits = Array.from({ length: 6 }, (_, i) => (id >> (5 - i)) & 1);
  const parity = bits.reduce((a, b) => a ^ b, 0);
  return [
    [1, ...bits, parity, 0, 1],
    [0, 1, ...idBits, ...idBits.map((b) => 1 - b), 1, 0],
  ];
}

/** What the cells say, `{id, counter}`, or null when guards, parity, complement or contrast are wrong. */
export function readCells(luma) {
  const white = (luma(0, 0) + luma(0, 15) + luma(1, 1) + luma(1, 14)) / 4;
  const black = (luma(0, 14) + luma(1, 0) + luma(1, 15)) / 3;
  if (white - black < 60) return null;
  const middle = (white + black) / 2;
  const margin = (white - black) * 0.12;
  const bits = [];
  for (let row = 0; row < 2; row++) {
    for (let column = 0; column < 16; column++) {
      const value = luma(row, column);
      if (Math.abs(value - middle) < margin) return null;
      bits.push(value > middle ? 1 : 0);
    }
  }
  if (!bits[0] || bits[14] || !bits[15] || bits[16] || !bits[17] || !bits[30] || bits[31]) return null;
  let parity = 0;
  let counter = 0;
  let bit = 0;
  for (let i = 1; i <= 12; i++) {
    parity ^= bits[i];
    bit ^= bits[i];
    counter = (counter << 1) | bit;
  }
  if (parity !== bits[13]) return null;
  let id = 0;
  for (let i = 0; i < 6; i++) {
    if (bits[18 + i] === bits[24 + i]) return null;
    id = (id << 1) | bits[18 + i];
  }
  return { id, counter };
}

/** The participant's colour as red, green, blue. */
export function colourOf(id) {
  const hue = (id * 137.5) % 360;
  const part = (n) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (0.42 - 0.3 * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [part(0), part(8), part(4)];
}

/** The participant's tone in Hz; ids 1 to 4 are 440, 660, 880, 1100. */
export function toneOf(id) {
  return 220 + 220 * id;
}

/** Draws one frame on a canvas. */
export function paint(context, id, counter, width, height) {
  const cells = cellsOf(id, counter);
  const [red, green, blue] = colourOf(id);
  context.fillStyle = `rgb(${red},${green},${blue})`;
  context.fillRect(0, 0, width, height);
  const rowHeight = height / 6;
  for (let row = 0; row < 2; row++) {
    for (let column = 0; column < 16; column++) {
      context.fillStyle = cells[row][column] ? '#fff' : '#000';
      context.fillRect((column * width) / 16, row * rowHeight, width / 16 + 1, rowHeight + 1);
    }
  }
  const side = Math.round(height / 5);
  const x = Math.round((counter * width) / 90) % (width - side);
  context.fillStyle = `rgb(${255 - red},${255 - green},${255 - blue})`;
  context.fillRect(x, Math.round(height * 0.55), side, side);
}

/** The same frame as I420 bytes. */
export function i420Frame(id, counter, width, height) {
  const [background, box] = [colourOf(id), colourOf(id).map((c) => 255 - c)].map(yuvOf);
  const frame = Buffer.alloc((width * height * 3) / 2);
  const chroma = width * height;
  const quarter = chroma / 4;
  frame.fill(background[0], 0, chroma);
  frame.fill(background[1], chroma, chroma + quarter);
  frame.fill(background[2], chroma + quarter);
  const rectangle = (x0, y0, x1, y1, [y, u, v]) => {
    for (let row = y0; row < y1; row++) frame.fill(y, row * width + x0, row * width + x1);
    const half = width / 2;
    for (let row = y0 >> 1; row < y1 >> 1; row++) {
      frame.fill(u, chroma + row * half + (x0 >> 1), chroma + row * half + (x1 >> 1));
      frame.fill(v, chroma + quarter + row * half + (x0 >> 1), chroma + quarter + row * half + (x1 >> 1));
    }
  };
  const even = (value) => Math.round(value / 2) * 2;
  const cells = cellsOf(id, counter);
  for (let row = 0; row < 2; row++) {
    for (let column = 0; column < 16; column++) {
      const y = cells[row][column] ? 235 : 16;
      const [left, right] = [even((column * width) / 16), even(((column + 1) * width) / 16)];
      rectangle(left, even((row * height) / 6), right, even(((row + 1) * height) / 6), [y, 128, 128]);
    }
  }
  const side = even(height / 5);
  const x = even((counter * width) / 90) % (width - side);
  rectangle(x, even(height * 0.55), x + side, even(height * 0.55) + side, box);
  return frame;
}

/** Reads the cells of an I420 frame. */
export function readI420(data, width, height) {
  return readCells((row, column) => {
    const x0 = Math.round((column + 0.35) * (width / 16));
    const x1 = Math.round((column + 0.65) * (width / 16));
    const y0 = Math.round((row + 0.35) * (height / 6));
    const y1 = Math.round((row + 0.65) * (height / 6));
    let sum = 0;
    for (let y = y0; y <= y1; y++) for (let x = x0; x <= x1; x++) sum += data[y * width + x];
    return sum / ((x1 - x0 + 1) * (y1 - y0 + 1));
  });
}

function yuvOf([r, g, b]) {
  return [
    Math.round(16 + 0.257 * r + 0.504 * g + 0.098 * b),
    Math.round(128 - 0.148 * r - 0.291 * g + 0.439 * b),
    Math.round(128 + 0.439 * r - 0.368 * g - 0.071 * b),
  ];
}

/** The functions that a page needs, as the text of a script. */
export const PICTURE_SOURCE = [cellsOf, readCells, colourOf, toneOf, paint].map(String).join('\n');
