package org.parley.media.transport.dtls;

import java.util.Arrays;
import org.parley.media.transport.srtp.RecordCipher;

/** The keys of epoch 1 with their parts of the nonce. */
@SuppressWarnings("ArrayRecordComponent")
record RecordKeys(byte[] clientKey, byte[] serverKey, byte[] clientIv, byte[] serverIv) {

  /** Bytes of the key block of AES-GCM. */
  static int blockLength(int keyLength) {
    return 2 * (keyLength + RecordCipher.IV_LENGTH);
  }

  /** RFC 5246 section 6.3; without MAC keys, as the cipher is an AEAD. */
  static RecordKeys of(byte[] block, int keyLength) {
    int ivs = 2 * keyLength;
    return new RecordKeys(
        Arrays.copyOfRange(block, 0, keyLength),
        Arrays.copyOfRange(block, keyLength, ivs),
        Arrays.copyOfRange(block, ivs, ivs + RecordCipher.IV_LENGTH),
        Arrays.copyOfRange(block, ivs + RecordCipher.IV_LENGTH, block.length));
  }

  @Override
  public String toString() {
    return "RecordKeys";
  }
}
