package org.parley.media.api;

/**
 * The m-line of data channels (RFC 8841), as the peer described it.
 *
 * @param sctpPort of the peer
 * @param maxMessageSize in bytes, the largest message that the peer takes; 0 for any size
 */
public record DataLine(Mid mid, int sctpPort, int maxMessageSize) {
  /** RFC 8841 section 6.1: what a peer takes that does not say it. */
  public static final int DEFAULT_MAX_MESSAGE_SIZE = 65_536;

  public DataLine {
    if (sctpPort < 0 || sctpPort > 0xFFFF || maxMessageSize < 0) {
      throw new IllegalArgumentException("sctpPort or maxMessageSize out of range");
    }
  }
}
