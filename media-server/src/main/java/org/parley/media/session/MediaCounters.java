package org.parley.media.session;

import java.util.concurrent.atomic.LongAdder;

/** Sums over all loops; a loop counts in plain numbers and adds them up here once a tick. */
public final class MediaCounters {
  private static final MediaCounter[] COUNTERS = MediaCounter.values();

  private final LongAdder[] sums = new LongAdder[COUNTERS.length];
  private final LongAdder rooms = new LongAdder();
  private final LongAdder peers = new LongAdder();

  MediaCounters() {
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new LongAdder();
    }
  }

  public long get(MediaCounter counter) {
    return sums[counter.ordinal()].sum();
  }

  public long rooms() {
    return rooms.sum();
  }

  public long peers() {
    return peers.sum();
  }

  void addRooms(int change) {
    rooms.add(change);
  }

  void addPeers(int change) {
    peers.add(change);
  }

  /** The counts of one room that are not in the sums yet; confined to its loop. */
  static final class Local {
    private final long[] counts = new long[COUNTERS.length];

    void add(MediaCounter counter, long amount) {
      counts[counter.ordinal()] += amount;
    }

    void drainTo(MediaCounters counters) {
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] != 0) {
          counters.sums[i].add(counts[i]);
          counts[i] = 0;
        }
      }
    }
  }
}
