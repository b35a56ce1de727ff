package org.parley.turn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.parley.turn.stun.PasswordAlgorithm;

/** Digests of RFC 8489 §9.2.2 and §14.4. */
final class Keys {
  private Keys() {}

  /** The key of the long-term mechanism: MD5 or SHA-256 of {@code user:realm:password}. */
  static byte[] key(PasswordAlgorithm algorithm, String user, String realm, String password) {
    String digest = algorithm.equals(PasswordAlgorithm.SHA256) ? "SHA-256" : "MD5";
    return digest(digest, user + ":" + realm + ":" + password);
  }

  static byte[] userhash(String user, String realm) {
    return digest("SHA-256", user + ":" + realm);
  }

  /** RFC 8265 §4.2.2 as far as it matters here: other spaces become a space, then NFC. */
  static String opaque(String value) {
    return Normalizer.normalize(value.replaceAll("\\p{Zs}", " "), Normalizer.Form.NFC);
  }

  static byte[] hmac(String algorithm, byte[] key, byte[] message) {
    return mac(algorithm, key).doFinal(message);
  }

  /** To be used again and again, by one thread. */
  static Mac mac(String algorithm, byte[] key) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static byte[] digest(String algorithm, String value) {
    try {
      return MessageDigest.getInstance(algorithm).digest(value.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
