package org.parley.media.transport.dtls;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Fingerprint;

/** The certificates that a peer announced (RFC 8122 section 5). */
final class Fingerprints {

  private Fingerprints() {}

  /** Whether one of {@code announced} is that of {@code certificate}; weak hashes never are. */
  static boolean match(List<Fingerprint> announced, byte[] certificate) {
    boolean matched = false;
    for (Fingerprint fingerprint : announced) {
      String digest = digestOf(fingerprint.algorithm());
      if (digest != null) {
        matched |= equal(hash(digest, fingerprint.algorithm(), certificate), fingerprint);
      }
    }
    return matched;
  }

  private static @Nullable String digestOf(String algorithm) {
    return switch (algorithm.toLowerCase(Locale.ROOT)) {
      case "sha-256" -> "SHA-256";
      case "sha-384" -> "SHA-384";
      case "sha-512" -> "SHA-512";
      default -> null;
    };
  }

  private static boolean equal(Fingerprint actual, Fingerprint announced) {
    return MessageDigest.isEqual(
        actual.value().getBytes(StandardCharsets.US_ASCII),
        announced.value().toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII));
  }

  private static Fingerprint hash(String digest, String algorithm, byte[] certificate) {
    try {
      return Fingerprint.of(algorithm, MessageDigest.getInstance(digest).digest(certificate));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + digest, e);
    }
  }
}
