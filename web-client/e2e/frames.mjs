// A row of encoded frames in a file, each with its length in 32 bits little endian before it.

export function framesOf(bytes) {
  const frames = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    frames.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return frames;
}
