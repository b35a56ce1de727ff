package org.parley.turn.stun;

import java.security.MessageDigest;

/** A received message with what is needed to check the attributes that protect it. */
public final class StunPacket {
  /** Whether the message carries a FINGERPRINT, and a right one (RFC 8489 §14.7). */
  public enum Fingerprint {
    ABSENT,
    VALID,
    WRONG
  }

  static final int ABSENT = -1;

  private final StunMessage message;
  private final byte[] bytes;
  private final int integrityAt;
  private final Fingerprint fingerprint;

  StunPacket(StunMessage message, byte[] bytes, int integrityAt, Fingerprint fingerprint) {
    this.message = message;
    this.bytes = bytes;
    this.integrityAt = integrityAt;
    this.fingerprint = fingerprint;
  }

  public StunMessage message() {
    return message;
  }

  public Fingerprint fingerprint() {
    return fingerprint;
  }

  public boolean hasIntegrity() {
    return integrityAt != ABSENT;
  }

  /** True if MESSAGE-INTEGRITY is there and was made with this key; compared in constant time. */
  public boolean verifyIntegrity(byte[] key) {
    if (integrityAt == ABSENT) {
      return false;
    }
    byte[] expected = Protection.hmacSha1(bytes, integrityAt, key);
    byte[] actual = new byte[Protection.HMAC_SHA1_LENGTH];
    System.arraycopy(bytes, integrityAt + 4, actual, 0, actual.length);
    return MessageDigest.isEqual(expected, actual);
  }
}
