package org.parley.media.sctp.tx;

/** The retransmission timeout from round-trip times (RFC 9260 section 6.3.1). */
public final class RetransmissionTimeout {
  private static final long GRANULARITY_NANOS = 1_000_000;

  private final long minNanos;
  private final long maxNanos;
  private long smoothedNanos;
  private long variationNanos;
  private long nanos;
  private boolean measured;

  public RetransmissionTimeout(long initialNanos, long minNanos, long maxNanos) {
    this.minNanos = minNanos;
    this.maxNanos = maxNanos;
    this.nanos = initialNanos;
  }

  public long nanos() {
    return nanos;
  }

  /** 0 before the first measurement. */
  public long smoothedNanos() {
    return smoothedNanos;
  }

  /** How late an acknowledgement may be and still be on its way; without a least value. */
  long lateNanos() {
    return smoothedNanos
        + Math.max(Math.max(4 * variationNanos, smoothedNanos / 4), GRANULARITY_NANOS);
  }

  public boolean measured() {
    return measured;
  }

  public void onMeasured(long roundTripNanos) {
    if (!measured) {
      // C2
      smoothedNanos = roundTripNanos;
      variationNanos = roundTripNanos / 2;
      measured = true;
    } else {
      // C3, with alpha 1/8 and beta 1/4
      variationNanos += (Math.abs(smoothedNanos - roundTripNanos) - variationNanos) / 4;
      smoothedNanos += (roundTripNanos - smoothedNanos) / 8;
    }
    // C6, C7
    nanos = Math.clamp(smoothedNanos + 4 * variationNanos, minNanos, maxNanos);
  }

  /** RFC 9260 section 6.3.3 E2. */
  public void backOff() {
    nanos = Math.min(2 * nanos, maxNanos);
  }
}
