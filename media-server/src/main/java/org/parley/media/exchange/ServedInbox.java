package org.parley.media.exchange;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.sctp.Deadline;

/** Texts of one member for the control side: some at once, more at a rate; the rest waits here. */
final class ServedInbox {
  private static final long INTERVAL_NANOS = 50_000_000L;
  private static final long BURST = 20;

  record Text(String label, ChannelEvent.Message message) {}

  private final ArrayDeque<Text> waiting = new ArrayDeque<>(2);
  private final Deadline next = new Deadline();
  private boolean used;

  /** When all that was taken would have been, had it come at the rate (ITU-T I.371, GCRA). */
  private long paidNanos;

  void add(Text text) {
    waiting.add(text);
  }

  /** The next one whose time has come; null if there is none. */
  @Nullable Text poll(long nowNanos) {
    next.disarm();
    if (waiting.isEmpty()) {
      return null;
    }
    if (!used || paidNanos - nowNanos < 0) {
      used = true;
      paidNanos = nowNanos;
    }
    long early = paidNanos - nowNanos - (BURST - 1) * INTERVAL_NANOS;
    if (early > 0) {
      next.arm(nowNanos + early);
      return null;
    }
    paidNanos += INTERVAL_NANOS;
    return waiting.poll();
  }

  /** Returns what waited. */
  List<Text> clear() {
    List<Text> waited = List.copyOf(waiting);
    waiting.clear();
    next.disarm();
    return waited;
  }

  /** Of those that wait. */
  Deadline deadline() {
    return next;
  }
}
