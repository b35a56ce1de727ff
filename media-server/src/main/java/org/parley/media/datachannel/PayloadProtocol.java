package org.parley.media.datachannel;

/** Payload protocol identifiers (RFC 8831 section 8). */
final class PayloadProtocol {
  static final int DCEP = 50;
  static final int STRING = 51;
  static final int BINARY = 53;

  /** SCTP has no empty messages: these have one byte that does not count. */
  static final int EMPTY_STRING = 56;

  static final int EMPTY_BINARY = 57;

  private PayloadProtocol() {}
}
