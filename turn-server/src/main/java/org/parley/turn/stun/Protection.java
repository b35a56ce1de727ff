package org.parley.turn.stun;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Computes MESSAGE-INTEGRITY (RFC 8489 §14.5, §14.6) and FINGERPRINT (§14.7) over bytes. */
final class Protection {
  static final int FINGERPRINT_LENGTH = 4;
  private static final int FINGERPRINT_XOR = 0x5354554E;

  // To find one costs more than to use it.
  private static final ThreadLocal<Mac> SHA1 = ThreadLocal.withInitial(() -> mac(Integrity.SHA1));
  private static final ThreadLocal<Mac> SHA256 =
      ThreadLocal.withInitial(() -> mac(Integrity.SHA256));

  private Protection() {}

  private static Mac mac(Integrity algorithm) {
    try {
      return Mac.getInstance(algorithm.mac);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm.mac, e);
    }
  }

  /**
   * HMAC of the message up to the attribute at {@code at}, with the header's length counted as if
   * the message ended after that attribute.
   *
   * @param length of that attribute's value
   */
  static byte[] hmac(Integrity algorithm, byte[] message, int at, int length, byte[] key) {
    try {
      Mac mac = (algorithm == Integrity.SHA1 ? SHA1 : SHA256).get();
      // A SecretKeySpec may not be empty; HMAC pads the key with zeros, so one zero is the same
      // key.
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm.mac));
      int counted = at - StunMessage.HEADER_LENGTH + 4 + length;
      mac.update(message, 0, 2);
      mac.update((byte) (counted >>> 8));
      mac.update((byte) counted);
      mac.update(message, 4, at - 4);
      return mac.doFinal();
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("any bytes are a key of an HMAC", e);
    }
  }

  /** CRC-32 of the message before the FINGERPRINT attribute at {@code at}, which ends it. */
  static int fingerprint(byte[] message, int at) {
    CRC32 crc = new CRC32();
    crc.update(message, 0, at);
    return (int) crc.getValue() ^ FINGERPRINT_XOR;
  }
}
