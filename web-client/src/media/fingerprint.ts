/** SHA-256 of bytes that pass once or several times, each byte counted once. */
import { sha256 } from '@noble/hashes/sha2.js';
import { hexOf } from './hex';

export class Fingerprint {
  readonly #hash = sha256.create();
  #hashed = 0;
  #digest: string | undefined;

  /** Takes the bytes from `offset`; what was hashed before is skipped. There is never a gap before them. */
  pass(offset: number, bytes: Uint8Array): void {
    const skipped = this.#hashed - offset;
    if (skipped >= bytes.length) return;
    this.#hash.update(skipped > 0 ? bytes.subarray(skipped) : bytes);
    this.#hashed = offset + bytes.length;
  }

  /** In hexadecimal, when all has passed. */
  digest(): string {
    this.#digest ??= hexOf(this.#hash.digest());
    return this.#digest;
  }
}
