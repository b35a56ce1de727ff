package org.parley.media.api;

import java.util.HexFormat;

/**
 * Hash of a DTLS certificate (RFC 8122 section 5).
 *
 * @param algorithm in lower case, for example {@code sha-256}
 * @param value upper-case hexadecimal pairs joined by colons
 */
public record Fingerprint(String algorithm, String value) {
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

  public static Fingerprint of(String algorithm, byte[] hash) {
    return new Fingerprint(algorithm, COLONS.formatHex(hash));
  }
}
