package org.parley.turn.stun;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
  private final int sha1At;
  private final int sha256At;
  private final Fingerprint fingerprint;

  StunPacket(StunMessage message, byte[] bytes, int sha1At, int sha256At, Fingerprint fingerprint) {
    this.message = message;
    this.bytes = bytes;
    this.sha1At = sha1At;
    this.sha256At = sha256At;
    this.fingerprint = fingerprint;
  }

  public StunMessage message() {
    return message;
  }

  public Fingerprint fingerprint() {
    return fingerprint;
  }

  public boolean hasIntegrity() {
    return integrity() != null;
  }

  /** Which attribute protects the message: the stronger one if it has both (RFC 8489 §9.2.4). */
  public @Nullable Integrity integrity() {
    return sha256At != ABSENT ? Integrity.SHA256 : sha1At != ABSENT ? Integrity.SHA1 : null;
  }

  /**
   * Whether {@link #integrity} is shorter than its HMAC, which RFC 8489 §14.6 allows where the
   * usage says so.
   */
  public boolean truncated() {
    return sha256At != ABSENT && length(sha256At) < Integrity.SHA256.length;
  }

  private int length(int at) {
    return (bytes[at + 2] & 0xFF) << 8 | bytes[at + 3] & 0xFF;
  }

  /** True if {@link #integrity} was made with this key; compared in constant time. */
  public boolean verifyIntegrity(byte[] key) {
    Integrity algorithm = integrity();
    if (algorithm == null) {
      return false;
    }
    int at = algorithm == Integrity.SHA256 ? sha256At : sha1At;
    int length = length(at);
    byte[] expected = Protection.hmac(algorithm, bytes, at, length, key);
    byte[] actual = Arrays.copyOfRange(bytes, at + 4, at + 4 + length);
    // RFC 8489 §14.6: the HMAC may be truncated to what the attribute holds.
    return MessageDigest.isEqual(Arrays.copyOf(expected, length), actual);
  }
}
