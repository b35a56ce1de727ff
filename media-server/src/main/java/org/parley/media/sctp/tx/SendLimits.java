package org.parley.media.sctp.tx;

/**
 * What may wait to be sent or to be acknowledged.
 *
 * @param maxMessageSize bytes of one message
 * @param maxStreamBuffer of one stream, bytes that were not sent yet
 * @param maxBuffer of all streams, bytes that were not acknowledged yet
 */
public record SendLimits(int maxMessageSize, int maxStreamBuffer, int maxBuffer) {
  /** What the objects around a message and its chunk take, about. */
  private static final int OVERHEAD = 160;

  /** A stream that holds no more than that is not kept out by those that hold much ... */
  private static final int LITTLE = 16 * 1024;

  /** ... as long as all that hold little exceed the limit by that at most. */
  private static final int RESERVE = 64 * 1024;

  static int charge(int bytes) {
    return bytes + OVERHEAD;
  }

  /**
   * Whether a message may be queued.
   *
   * @param more its charge
   * @param ofStream what its stream holds
   * @param ofAll what all streams hold
   */
  boolean allow(int more, int ofStream, long ofAll) {
    long limit = ofStream + more <= LITTLE ? maxBuffer + RESERVE : maxBuffer;
    return (ofStream == 0 || ofStream + more <= maxStreamBuffer)
        && (ofAll == 0 || ofAll + more <= limit);
  }
}
