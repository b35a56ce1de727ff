package org.parley.turn.stun;

/** What the parser makes of bytes from the network. */
public sealed interface StunDecoding {

  record Parsed(StunPacket packet) implements StunDecoding {}

  /** The bytes are no STUN message; they are to be dropped (RFC 8489 §6.3). */
  record Malformed(String reason) implements StunDecoding {}
}
