package org.parley.media.sctp.tx;

/**
 * What may wait to be sent.
 *
 * @param maxMessageSize bytes of one message
 * @param maxStreamBuffer of one stream, bytes that were not sent yet
 * @param maxBuffer of all streams, bytes that were not acknowledged yet
 */
public record SendLimits(int maxMessageSize, int maxStreamBuffer, int maxBuffer) {
  /** Because of the objects around it, a message counts for that much at least. */
  private static final int LEAST_CHARGE = 256;

  static int charge(int bytes) {
    return Math.max(bytes, LEAST_CHARGE);
  }
}
