package org.parley.turn.stream;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** For any thread. */
public final class StreamCounters {
  private final LongAdder[] counts = new LongAdder[StreamCounter.values().length];
  private final AtomicInteger open = new AtomicInteger();

  StreamCounters() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void increment(StreamCounter counter) {
    counts[counter.ordinal()].increment();
  }

  void opened(int change) {
    open.addAndGet(change);
  }

  public long count(StreamCounter counter) {
    return counts[counter.ordinal()].sum();
  }

  /** Connections of clients. */
  public int open() {
    return open.get();
  }
}
