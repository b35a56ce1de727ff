package org.parley.turn.stun;

/** The attribute that protects a message, and the MAC in it. */
public enum Integrity {
  /** MESSAGE-INTEGRITY, RFC 8489 §14.5. */
  SHA1(AttributeType.MESSAGE_INTEGRITY, "HmacSHA1", 20),
  /** MESSAGE-INTEGRITY-SHA256, RFC 8489 §14.6. */
  SHA256(AttributeType.MESSAGE_INTEGRITY_SHA256, "HmacSHA256", 32);

  final int type;
  final String mac;
  final int length;

  Integrity(int type, String mac, int length) {
    this.type = type;
    this.mac = mac;
    this.length = length;
  }
}
