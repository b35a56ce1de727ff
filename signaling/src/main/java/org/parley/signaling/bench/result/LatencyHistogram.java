package org.parley.signaling.bench.result;

import java.util.Arrays;

/**
 * Counts latencies in buckets of at most 1.6% width, from a microsecond to over a minute. One owner
 * thread.
 */
public final class LatencyHistogram {
  /** 64 buckets to each power of two. */
  private static final int PRECISION_BITS = 6;

  private static final int MAX_BITS = 27;
  private static final int SUB_BUCKETS = 1 << PRECISION_BITS;
  private static final long MAX_MICROS = (1L << MAX_BITS) - 1;

  private final long[] counts = new long[(MAX_BITS - PRECISION_BITS + 1) * SUB_BUCKETS];
  private long total;
  private long maxMicros;

  public void record(long nanos) {
    long micros = Math.clamp(nanos / 1_000, 0, MAX_MICROS);
    counts[index(micros)]++;
    total++;
    maxMicros = Math.max(maxMicros, micros);
  }

  public void add(LatencyHistogram other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
    maxMicros = Math.max(maxMicros, other.maxMicros);
  }

  public LatencyHistogram copy() {
    LatencyHistogram copy = new LatencyHistogram();
    copy.add(this);
    return copy;
  }

  public void clear() {
    Arrays.fill(counts, 0);
    total = 0;
    maxMicros = 0;
  }

  public long count() {
    return total;
  }

  public double maxMillis() {
    return maxMicros / 1e3;
  }

  /** The latency that the given share (0 to 1) of all does not exceed; NaN when there is none. */
  public double percentileMillis(double share) {
    if (total == 0) {
      return Double.NaN;
    }
    long rank = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return Math.min(highest(i), maxMicros) / 1e3;
      }
    }
    return maxMillis();
  }

  private static int index(long micros) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(micros);
    int shift = Math.max(0, bits - PRECISION_BITS);
    return shift == 0
        ? (int) micros
        : shift * SUB_BUCKETS / 2 + SUB_BUCKETS / 2 + (int) (micros >>> shift) - SUB_BUCKETS / 2;
  }

  /** The highest value that the bucket holds. */
  private static long highest(int index) {
    if (index < SUB_BUCKETS) {
      return index;
    }
    int shift = (index - SUB_BUCKETS / 2) / (SUB_BUCKETS / 2);
    long mantissa = index - (long) shift * (SUB_BUCKETS / 2);
    return (mantissa + 1 << shift) - 1;
  }
}
