package org.parley.turn.relay;

/**
 * Bytes per second with a burst of a quarter of a second, kept as the time by which all that passed
 * would have been sent at that rate. One thread.
 */
final class TokenBucket {
  static final long UNLIMITED = 0;
  private static final long BURST_NANOS = 250_000_000;
  private static final long SECOND = 1_000_000_000;

  private final long bytesPerSecond;
  private boolean used;
  private long busyUntil;

  TokenBucket(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Takes in any case. For how long to take no more, in nanoseconds. */
  long spend(int bytes, long nowNanos) {
    if (bytesPerSecond == UNLIMITED) {
      return 0;
    }
    long start = !used || busyUntil - nowNanos < 0 ? nowNanos : busyUntil;
    used = true;
    busyUntil = start + bytes * SECOND / bytesPerSecond;
    return Math.max(0, busyUntil - nowNanos - BURST_NANOS);
  }

  boolean take(int bytes, long nowNanos) {
    if (bytesPerSecond == UNLIMITED) {
      return true;
    }
    long start = !used || busyUntil - nowNanos < 0 ? nowNanos : busyUntil;
    if (start - nowNanos > BURST_NANOS) {
      return false;
    }
    used = true;
    busyUntil = start + bytes * SECOND / bytesPerSecond;
    return true;
  }
}
