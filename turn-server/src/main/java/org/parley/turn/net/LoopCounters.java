package org.parley.turn.net;

import java.util.concurrent.atomic.AtomicLongArray;
import org.parley.turn.relay.Transport;

/** Written by one loop, read by any thread: as it stood at the end of a wake-up. */
final class LoopCounters {
  private static final int TRANSPORTS = Transport.values().length;
  private static final int KINDS = 4;
  private static final int OTHERS = TRANSPORTS * KINDS;

  private final long[] counts = new long[OTHERS + LoopCounter.values().length];
  private final AtomicLongArray published = new AtomicLongArray(counts.length);

  void fromClient(Transport transport, int bytes) {
    int at = transport.ordinal() * KINDS;
    counts[at]++;
    counts[at + 1] += bytes;
  }

  void toClient(Transport transport, int bytes) {
    int at = transport.ordinal() * KINDS + 2;
    counts[at]++;
    counts[at + 1] += bytes;
  }

  void increment(LoopCounter counter) {
    counts[OTHERS + counter.ordinal()]++;
  }

  void publish() {
    for (int i = 0; i < counts.length; i++) {
      published.setRelease(i, counts[i]);
    }
  }

  TurnCounters.Traffic traffic(Transport transport) {
    int at = transport.ordinal() * KINDS;
    return new TurnCounters.Traffic(
        published.get(at), published.get(at + 1), published.get(at + 2), published.get(at + 3));
  }

  long count(LoopCounter counter) {
    return published.get(OTHERS + counter.ordinal());
  }
}
