package org.parley.media.sctp.association;

/** Written and read on the association's loop. */
public final class AssociationCounters {
  private final long[] counts = new long[AssociationCounter.values().length];

  void increment(AssociationCounter counter) {
    counts[counter.ordinal()]++;
  }

  public long count(AssociationCounter counter) {
    return counts[counter.ordinal()];
  }
}
