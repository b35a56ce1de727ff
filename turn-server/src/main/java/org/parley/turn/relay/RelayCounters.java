package org.parley.turn.relay;

import java.util.concurrent.atomic.AtomicLongArray;

/** Written by the thread of one core, read by any. */
public final class RelayCounters {
  private static final int ERRORS = 400;

  private final AtomicLongArray counts = new AtomicLongArray(RelayCounter.values().length);
  private final AtomicLongArray errors = new AtomicLongArray(ERRORS);

  void add(RelayCounter counter, long amount) {
    int at = counter.ordinal();
    counts.setRelease(at, counts.getPlain(at) + amount);
  }

  void increment(RelayCounter counter) {
    add(counter, 1);
  }

  void error(int code) {
    int at = code - 300;
    errors.setRelease(at, errors.getPlain(at) + 1);
  }

  public long count(RelayCounter counter) {
    return counts.get(counter.ordinal());
  }

  /** Answers with this error code, 300 to 699. */
  public long errors(int code) {
    return errors.get(code - 300);
  }
}
