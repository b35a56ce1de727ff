package org.parley.turn.stun;

/** The class of a STUN message (RFC 8489 §5); the ordinal is the value of its two bits C1 C0. */
public enum StunClass {
  REQUEST,
  INDICATION,
  SUCCESS_RESPONSE,
  ERROR_RESPONSE
}
