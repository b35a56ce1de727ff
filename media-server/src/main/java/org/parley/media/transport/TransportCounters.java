package org.parley.media.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Totals since the start; written from all loops, read from any thread. */
public final class TransportCounters {
  private final LongAdder[] adders = new LongAdder[TransportCounter.values().length];

  TransportCounters() {
    for (int i = 0; i < adders.length; i++) {
      adders[i] = new LongAdder();
    }
  }

  void increment(TransportCounter counter) {
    adders[counter.ordinal()].increment();
  }

  void add(TransportCounter counter, long amount) {
    adders[counter.ordinal()].add(amount);
  }

  public long value(TransportCounter counter) {
    return adders[counter.ordinal()].sum();
  }

  public Map<TransportCounter, Long> snapshot() {
    Map<TransportCounter, Long> values = new EnumMap<>(TransportCounter.class);
    for (TransportCounter counter : TransportCounter.values()) {
      values.put(counter, value(counter));
    }
    return values;
  }
}
