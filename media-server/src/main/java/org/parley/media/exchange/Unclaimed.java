package org.parley.media.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.datachannel.ChannelEvent;
import org.parley.media.sctp.Deadline;

/** Messages of one member that came on channels of which nobody has told yet, for a while. */
final class Unclaimed {
  private static final long KEPT_NANOS = 5_000_000_000L;

  private record Kept(ChannelEvent.Message message, long untilNanos) {}

  private final ArrayDeque<Kept> kept = new ArrayDeque<>(2);
  private final Deadline deadline = new Deadline();

  boolean isEmpty() {
    return kept.isEmpty();
  }

  void add(ChannelEvent.Message message, long nowNanos) {
    if (kept.isEmpty()) {
      deadline.arm(nowNanos + KEPT_NANOS);
    }
    kept.add(new Kept(message, nowNanos + KEPT_NANOS));
  }

  /** Takes the messages that came on a channel before it was open. */
  List<ChannelEvent.Message> claim(int id) {
    if (kept.isEmpty()) {
      return List.of();
    }
    List<ChannelEvent.Message> claimed = new ArrayList<>();
    for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
      ChannelEvent.Message message = all.next().message;
      if (message.channel() == id) {
        claimed.add(message);
        all.remove();
      }
    }
    rearm();
    return claimed;
  }

  /** Takes the next message that nobody claimed in time; null if there is none. */
  ChannelEvent.@Nullable Message pollExpired(long nowNanos) {
    Kept first = kept.peek();
    if (first == null || nowNanos - first.untilNanos < 0) {
      return null;
    }
    kept.remove();
    rearm();
    return first.message;
  }

  private void rearm() {
    Kept first = kept.peek();
    if (first == null) {
      deadline.disarm();
    } else {
      deadline.arm(first.untilNanos);
    }
  }

  /** Takes all: the channels that they wait for will not be. */
  List<ChannelEvent.Message> takeAll() {
    List<ChannelEvent.Message> taken = new ArrayList<>(kept.size());
    kept.forEach(each -> taken.add(each.message));
    kept.clear();
    deadline.disarm();
    return taken;
  }

  /** When the oldest has waited for too long. */
  Deadline deadline() {
    return deadline;
  }
}
