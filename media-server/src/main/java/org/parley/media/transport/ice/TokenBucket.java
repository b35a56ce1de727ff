package org.parley.media.transport.ice;

/** Allows {@code perSecond} on average and {@code burst} at once. */
final class TokenBucket {
  private static final long SECOND = 1_000_000_000L;

  private final long interval;
  private final long burst;
  private long credit;
  private long updatedNanos;

  TokenBucket(int perSecond, int burst, long nowNanos) {
    this.interval = SECOND / perSecond;
    this.burst = burst * interval;
    this.credit = this.burst;
    this.updatedNanos = nowNanos;
  }

  boolean take(long nowNanos) {
    credit = Math.min(burst, credit + Math.max(0, nowNanos - updatedNanos));
    updatedNanos = nowNanos;
    if (credit < interval) {
      return false;
    }
    credit -= interval;
    return true;
  }
}
