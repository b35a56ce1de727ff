package org.parley.media.rtp;

/**
 * Extends 16-bit sequence numbers to 64 bits, each relative to the highest so far. The first number
 * stands for itself; numbers that were sent before it may come out negative.
 */
public final class SequenceUnwrapper {
  private long highest;
  private boolean started;

  /** Extends and remembers. */
  public long unwrap(int sequenceNumber) {
    long extended = peek(sequenceNumber);
    if (!started || extended > highest) {
      highest = extended;
      started = true;
    }
    return extended;
  }

  /** Extends without remembering. */
  public long peek(int sequenceNumber) {
    return started
        ? highest + SequenceNumbers.distance((int) highest, sequenceNumber)
        : sequenceNumber & 0xFFFF;
  }
}
