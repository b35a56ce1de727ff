package org.parley.media.transport.ice;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import javax.crypto.Mac;

/** How our messages end: MESSAGE-INTEGRITY and FINGERPRINT (RFC 8489 sections 14.5, 14.7). */
final class StunSeal {
  static final int LENGTH = StunMessage.INTEGRITY_LENGTH + StunMessage.FINGERPRINT_LENGTH;

  private final CRC32 crc = new CRC32();

  /**
   * Completes the message that is all of {@code out}'s array, but for its length and last {@link
   * #LENGTH} bytes.
   *
   * @param mac HMAC-SHA1 keyed with the password of who is, or was, asked
   */
  void close(ByteBuffer out, Mac mac) {
    byte[] bytes = out.array();
    int integrity = bytes.length - LENGTH;
    int fingerprint = integrity + StunMessage.INTEGRITY_LENGTH;
    out.putInt(integrity, StunMessage.MESSAGE_INTEGRITY << 16 | StunMessage.INTEGRITY_LENGTH - 4);
    out.putInt(fingerprint, StunMessage.FINGERPRINT << 16 | StunMessage.FINGERPRINT_LENGTH - 4);
    // Each sum counts on a length that ends with its own attribute.
    setLengthTo(fingerprint, out);
    mac.update(bytes, 0, integrity);
    out.put(integrity + 4, mac.doFinal());
    setLengthTo(bytes.length, out);
    crc.reset();
    crc.update(bytes, 0, fingerprint);
    out.putInt(fingerprint + 4, (int) crc.getValue() ^ StunMessage.FINGERPRINT_XOR);
  }

  private static void setLengthTo(int end, ByteBuffer out) {
    out.putShort(2, (short) (end - StunMessage.HEADER));
  }
}
