package org.parley.media.transport.ice;

/** Allows {@code perSecond} on average and {@code burst} at once. */
final class TokenBucket {
  private static final long SECOND = 1_000_000_000L;

  private final long interval;
  private final long burst;
  private long credit;
  private boolean used;
  private long updatedNanos;

  TokenBucket(int perSecond, int burst) {
    this.interval = SECOND / perSecond;
    this.burst = burst * interval;
    this.credit = this.burst;
  }

  boolean take(long nowNanos) {
    long elapsed = used ? Math.max(0, nowNanos - updatedNanos) : 0;
    used = true;
    credit = Math.min(burst, credit + elapsed);
    updatedNanos = nowNanos;
    if (credit < interval) {
      return false;
    }
    credit -= interval;
    return true;
  }
}
