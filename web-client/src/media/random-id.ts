import { hexOf } from './hex';

/** 128 random bits in hexadecimal. (`crypto.randomUUID` is missing on pages without TLS.) */
export function randomId(): string {
  return hexOf(crypto.getRandomValues(new Uint8Array(16)));
}
