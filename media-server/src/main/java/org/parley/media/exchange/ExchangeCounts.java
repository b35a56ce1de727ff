package org.parley.media.exchange;

import org.parley.media.sctp.association.AssociationCounter;

/** Counts that were not taken yet; confined to the exchange's loop. */
final class ExchangeCounts {
  private final long[] counts = new long[DataCounter.values().length];
  private final long[] associations = new long[AssociationCounter.values().length];

  void add(DataCounter counter, long amount) {
    counts[counter.ordinal()] += amount;
  }

  void add(AssociationCounter counter, long amount) {
    associations[counter.ordinal()] += amount;
  }

  long take(DataCounter counter) {
    return take(counts, counter.ordinal());
  }

  long take(AssociationCounter counter) {
    return take(associations, counter.ordinal());
  }

  private static long take(long[] of, int index) {
    long count = of[index];
    of[index] = 0;
    return count;
  }
}
