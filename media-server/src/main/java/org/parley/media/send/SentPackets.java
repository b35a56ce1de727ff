package org.parley.media.send;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a slot has sent lately: which source packet stands behind an outgoing sequence number. */
final class SentPackets {
  static final int CAPACITY = 1024;

  private final int[] sequences = new int[CAPACITY];
  private final int[] sources = new int[CAPACITY];
  private final @Nullable Mapping[] mappings = new @Nullable Mapping[CAPACITY];
  private final long[] resentNanos = new long[CAPACITY];
  private final byte[] resent = new byte[CAPACITY];

  SentPackets() {
    Arrays.fill(sequences, -1);
  }

  void put(int sequence, int sourceSequence, Mapping mapping) {
    int index = sequence & (CAPACITY - 1);
    sequences[index] = sequence & 0xFFFF;
    sources[index] = sourceSequence & 0xFFFF;
    mappings[index] = mapping;
    resent[index] = 0;
  }

  /** The mapping under which {@code sequence} was sent, or null when that is not known any more. */
  @Nullable Mapping mapping(int sequence) {
    int index = sequence & (CAPACITY - 1);
    return sequences[index] == sequence ? mappings[index] : null;
  }

  /** Only where {@link #mapping} is not null. */
  int source(int sequence) {
    return sources[sequence & (CAPACITY - 1)];
  }

  /**
   * Whether the packet may be sent again now: not more often than {@code maxTimes}, nor within
   * {@code pauseNanos} of the last time. Counts the attempt when it may.
   */
  boolean mayResend(int sequence, int maxTimes, long pauseNanos, long nowNanos) {
    int index = sequence & (CAPACITY - 1);
    if (resent[index] >= maxTimes
        || (resent[index] > 0 && nowNanos - resentNanos[index] < pauseNanos)) {
      return false;
    }
    resent[index]++;
    resentNanos[index] = nowNanos;
    return true;
  }
}
