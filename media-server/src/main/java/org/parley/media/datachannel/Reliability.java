package org.parley.media.datachannel;

/** How hard a channel's messages are tried (RFC 8832 section 5.1). */
public sealed interface Reliability {

  /** Until they arrive. */
  record Reliable() implements Reliability {}

  /**
   * Not for ever.
   *
   * @param count how often a message is sent again at most, unsigned
   */
  record Retransmits(int count) implements Reliability {}

  /**
   * Not for long.
   *
   * @param millis for how long a message is sent, unsigned
   */
  record Lifetime(int millis) implements Reliability {}
}
