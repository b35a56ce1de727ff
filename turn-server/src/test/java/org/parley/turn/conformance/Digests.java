package org.parley.turn.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What protects messages, computed from the RFC and not by the code under test. */
public final class Digests {
  private Digests() {}

  public static byte[] digest(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static byte[] hmac(String algorithm, byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The HMAC of an integrity attribute at an offset: over what is before it, with the header's
   * length counted up to its end (RFC 8489 §14.5).
   */
  static byte[] integrity(String algorithm, byte[] key, byte[] message, int at, int length) {
    byte[] covered = new byte[at];
    System.arraycopy(message, 0, covered, 0, at);
    int counted = at - 20 + 4 + length;
    covered[2] = (byte) (counted >>> 8);
    covered[3] = (byte) counted;
    return hmac(algorithm, key, covered);
  }

  /** RFC 8489 §14.7. */
  static int fingerprint(byte[] message, int at) {
    CRC32 crc = new CRC32();
    crc.update(message, 0, at);
    return (int) crc.getValue() ^ 0x5354554E;
  }

  /** The password of an ephemeral user name (REST API for TURN services). */
  public static String ephemeralPassword(String secret, String username) {
    return Base64.getEncoder()
        .encodeToString(hmac("HmacSHA1", secret.getBytes(UTF_8), username.getBytes(UTF_8)));
  }
}
