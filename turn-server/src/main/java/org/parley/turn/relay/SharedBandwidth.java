package org.parley.turn.relay;

import java.util.concurrent.atomic.AtomicLong;

/** The {@link TokenBucket} of all cores together; for any thread, without a lock. */
public final class SharedBandwidth {
  private static final long BURST_NANOS = 50_000_000;
  private static final long SECOND = 1_000_000_000;

  private volatile long bytesPerSecond;
  private final AtomicLong busyUntil;

  /**
   * @param bytesPerSecond 0 for no limit
   */
  public SharedBandwidth(long bytesPerSecond, long nowNanos) {
    this.bytesPerSecond = bytesPerSecond;
    this.busyUntil = new AtomicLong(nowNanos);
  }

  /** A new limit, for what comes from now on; 0 for none. */
  public void limit(long newBytesPerSecond) {
    bytesPerSecond = newBytesPerSecond;
  }

  /** Takes in any case. For how long to take no more, in nanoseconds. */
  long spend(int bytes, long nowNanos) {
    long limit = bytesPerSecond;
    if (limit == TokenBucket.UNLIMITED) {
      return 0;
    }
    long cost = bytes * SECOND / limit;
    long until = busyUntil.updateAndGet(busy -> (busy - nowNanos < 0 ? nowNanos : busy) + cost);
    return Math.max(0, until - nowNanos - BURST_NANOS);
  }

  boolean take(int bytes, long nowNanos) {
    long limit = bytesPerSecond;
    if (limit == TokenBucket.UNLIMITED) {
      return true;
    }
    long cost = bytes * SECOND / limit;
    while (true) {
      long until = busyUntil.get();
      long start = until - nowNanos < 0 ? nowNanos : until;
      if (start - nowNanos > BURST_NANOS) {
        return false;
      }
      if (busyUntil.compareAndSet(until, start + cost)) {
        return true;
      }
    }
  }
}
