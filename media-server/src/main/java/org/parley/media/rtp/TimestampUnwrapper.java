package org.parley.media.rtp;

/**
 * Extends 32-bit RTP timestamps to 64 bits, each relative to the highest so far. The first one
 * stands for itself, unsigned; earlier ones may come out negative.
 */
public final class TimestampUnwrapper {
  private long highest;
  private boolean started;

  /** Extends and remembers. */
  public long unwrap(int timestamp) {
    long extended = peek(timestamp);
    if (!started || extended > highest) {
      highest = extended;
      started = true;
    }
    return extended;
  }

  /** Extends without remembering. */
  public long peek(int timestamp) {
    return started ? highest + (timestamp - (int) highest) : Integer.toUnsignedLong(timestamp);
  }
}
