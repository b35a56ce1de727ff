package org.parley.signaling.bench;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Which packets of one source a subscriber asks for again (RFC 4585 section 6.2.1). */
final class MissingPackets {
  private static final int MAX_MISSING = 500;
  private static final int MAX_REQUESTS = 10;

  /** What is merely out of order arrives meanwhile. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

  private record Gap(long dueNanos, int requests) {}

  private final TreeMap<Long, Gap> gaps = new TreeMap<>();
  private int ssrc;
  private long next = Long.MIN_VALUE;

  void onPacket(int packetSsrc, long extended, long nowNanos) {
    if (next == Long.MIN_VALUE || packetSsrc != ssrc) {
      ssrc = packetSsrc;
      gaps.clear();
      next = extended + 1;
      return;
    }
    if (extended < next) {
      gaps.remove(extended);
      return;
    }
    for (long lost = Math.max(next, extended - MAX_MISSING); lost < extended; lost++) {
      gaps.put(lost, new Gap(nowNanos + PATIENCE_NANOS, 0));
    }
    while (gaps.size() > MAX_MISSING) {
      gaps.pollFirstEntry();
    }
    next = extended + 1;
  }

  /** A retransmission of the packet with this number arrived. */
  void onRetransmission(int sequenceNumber) {
    if (next != Long.MIN_VALUE) {
      gaps.remove(next + (short) (sequenceNumber - (int) next));
    }
  }

  boolean isEmpty() {
    return gaps.isEmpty();
  }

  int ssrc() {
    return ssrc;
  }

  /** The sequence numbers to ask for now, ascending; they become due again later. */
  int[] due(long nowNanos) {
    List<Integer> due = new ArrayList<>();
    Iterator<Map.Entry<Long, Gap>> entries = gaps.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Long, Gap> entry = entries.next();
      Gap gap = entry.getValue();
      if (nowNanos - gap.dueNanos() < 0) {
        continue;
      }
      if (gap.requests() == MAX_REQUESTS) {
        entries.remove();
        continue;
      }
      due.add((int) (entry.getKey() & 0xFFFF));
      entry.setValue(new Gap(nowNanos + RETRY_NANOS, gap.requests() + 1));
    }
    return due.stream().mapToInt(Integer::intValue).toArray();
  }
}
