package org.parley.signaling.room;

/** Lets through so many a second, sustained, and bursts. */
final class TokenBucket {
  private static final long SECOND = 1_000_000_000L;

  private final long costNanos;
  private final long capacityNanos;
  private long creditNanos;
  private long lastNanos;

  /** With bursts of two seconds' worth. */
  TokenBucket(int perSecond, long nowNanos) {
    this(perSecond, 2 * perSecond, nowNanos);
  }

  /**
   * @param atOnce how many pass in a burst
   */
  TokenBucket(int perSecond, int atOnce, long nowNanos) {
    costNanos = SECOND / perSecond;
    capacityNanos = atOnce * costNanos;
    creditNanos = capacityNanos;
    lastNanos = nowNanos;
  }

  boolean tryTake(long nowNanos) {
    creditNanos = Math.min(capacityNanos, creditNanos + Math.max(0, nowNanos - lastNanos));
    lastNanos = nowNanos;
    if (creditNanos < costNanos) {
      return false;
    }
    creditNanos -= costNanos;
    return true;
  }
}
