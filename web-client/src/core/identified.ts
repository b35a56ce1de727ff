/** Messages of channels whose protocol ends in `+from` begin with the participant who sent them. */
export interface Identified {
  readonly from: string;
  readonly data: string | ArrayBuffer;
}

/** Strings are `ID\n` and the text; binaries a byte with the length of the ID, the ID in ASCII, and the bytes. */
export function senderOf(data: string | ArrayBuffer): Identified | undefined {
  if (typeof data === 'string') {
    const end = data.indexOf('\n');
    return end > 0 ? { from: data.slice(0, end), data: data.slice(end + 1) } : undefined;
  }
  const bytes = new Uint8Array(data);
  const length = bytes[0] ?? 0;
  if (length === 0 || bytes.length <= length) return undefined;
  return { from: String.fromCharCode(...bytes.subarray(1, 1 + length)), data: data.slice(1 + length) };
}
