package org.parley.media.exchange;

/** Counts that were not taken yet; confined to the exchange's loop. */
final class ExchangeCounts {
  private final long[] counts = new long[DataCounter.values().length];

  void add(DataCounter counter, long amount) {
    counts[counter.ordinal()] += amount;
  }

  long take(DataCounter counter) {
    long count = counts[counter.ordinal()];
    counts[counter.ordinal()] = 0;
    return count;
  }
}
