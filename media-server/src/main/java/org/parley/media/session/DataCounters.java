package org.parley.media.session;

import java.util.concurrent.atomic.LongAdder;
import org.parley.media.exchange.DataCounter;
import org.parley.media.exchange.Exchange;
import org.parley.media.sctp.association.AssociationCounter;

/** Sums over all loops; what a loop counts is added up here once a tick. */
public final class DataCounters {
  private static final DataCounter[] COUNTERS = DataCounter.values();
  private static final AssociationCounter[] ASSOCIATION_COUNTERS = AssociationCounter.values();

  private final LongAdder[] sums = new LongAdder[COUNTERS.length];
  private final LongAdder[] associationSums = new LongAdder[ASSOCIATION_COUNTERS.length];
  private final LongAdder queued = new LongAdder();

  public DataCounters() {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new LongAdder();
    }
    for (int i = 0; i < associationSums.length; i++) {
      associationSums[i] = new LongAdder();
    }
  }

  public long get(DataCounter counter) {
    return sums[counter.ordinal()].sum();
  }

  /** Of all SCTP associations. */
  public long get(AssociationCounter counter) {
    return associationSums[counter.ordinal()].sum();
  }

  /** Channels in use. */
  public long channels() {
    return get(DataCounter.CHANNELS_OPENED) - get(DataCounter.CHANNELS_CLOSED);
  }

  /** SCTP associations that are up. */
  public long associations() {
    return get(DataCounter.ASSOCIATIONS_STARTED) - get(DataCounter.ASSOCIATIONS_ENDED);
  }

  /** Bytes that were not acknowledged by receivers yet, or wait for them. */
  public long queuedBytes() {
    return queued.sum();
  }

  /** What one exchange has counted; confined to its loop. */
  static final class Local {
    private final Exchange exchange;
    private final DataCounters counters;
    private long queued;

    Local(Exchange exchange, DataCounters counters) {
      this.exchange = exchange;
      this.counters = counters;
    }

    void drain() {
      exchange.readCounts();
      for (AssociationCounter counter : ASSOCIATION_COUNTERS) {
        long count = exchange.take(counter);
        if (count != 0) {
          counters.associationSums[counter.ordinal()].add(count);
        }
      }
      for (DataCounter counter : COUNTERS) {
        long count = exchange.take(counter);
        if (count != 0) {
          counters.sums[counter.ordinal()].add(count);
        }
      }
      long now = exchange.queuedBytes();
      if (now != queued) {
        counters.queued.add(now - queued);
        queued = now;
      }
    }
  }
}
