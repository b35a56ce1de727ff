package org.parley.signaling.negotiation.sdp;

/** Outcome of reading a text. */
public sealed interface Parsed<T> {
  record Description<T>(T value) implements Parsed<T> {}

  /**
   * @param line counts from 1; 0 when the text as a whole is at fault
   * @param reason for people, without what the peer wrote
   */
  record Malformed<T>(int line, String reason) implements Parsed<T> {}
}
