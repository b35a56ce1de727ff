package org.parley.turn.stun;

import java.security.GeneralSecurityException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Computes MESSAGE-INTEGRITY (RFC 8489 §14.5) and FINGERPRINT (§14.7) over a message's bytes. */
final class Protection {
  static final int HMAC_SHA1_LENGTH = 20;
  static final int FINGERPRINT_LENGTH = 4;
  private static final int FINGERPRINT_XOR = 0x5354554E;

  private Protection() {}

  /**
   * HMAC-SHA1 of the message up to the attribute at {@code at}, with the header's length counted as
   * if the message ended after that attribute.
   */
  static byte[] hmacSha1(byte[] message, int at, byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      // A SecretKeySpec may not be empty; HMAC pads the key with zeros, so one zero is the same
      // key.
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, "HmacSHA1"));
      int length = at - StunMessage.HEADER_LENGTH + 4 + HMAC_SHA1_LENGTH;
      mac.update(message, 0, 2);
      mac.update((byte) (length >>> 8));
      mac.update((byte) length);
      mac.update(message, 4, at - 4);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA1", e);
    }
  }

  /** CRC-32 of the message before the FINGERPRINT attribute at {@code at}, which ends it. */
  static int fingerprint(byte[] message, int at) {
    CRC32 crc = new CRC32();
    crc.update(message, 0, at);
    return (int) crc.getValue() ^ FINGERPRINT_XOR;
  }
}
