package org.parley.media.sctp.tx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.parley.media.sctp.packet.Chunk;
import org.parley.media.sctp.packet.ForwardTsn;
import org.parley.media.sctp.packet.InterleavedForwardTsn;

/** Tells the peer what was given up (RFC 3758 section 3.5, RFC 8260 section 2.3.1). */
final class ForwardPoint {
  private static final int FIXED_LENGTH = 8;

  private final boolean interleaved;
  private boolean due;
  private boolean told;
  private int toldTsn;
  private long toldNanos;

  ForwardPoint(boolean interleaved) {
    this.interleaved = interleaved;
  }

  boolean due() {
    return due;
  }

  /** To be told again: nothing came back. */
  void repeat() {
    due = true;
  }

  /**
   * Something was given up or acknowledged.
   *
   * @param roundTripNanos within which a chunk that was told may still be on its way
   */
  void update(Flight flight, long roundTripNanos, long nowNanos) {
    int abandoned = flight.leadingAbandoned();
    if (abandoned == 0) {
      due = false;
      return;
    }
    int tsn = flight.window().firstTsn() + abandoned - 1;
    due = due || !told || tsn != toldTsn || nowNanos - toldNanos >= roundTripNanos;
  }

  /** The chunk to be sent now; it takes {@code room} bytes at most. */
  Chunk take(Flight flight, int room, long nowNanos) {
    FlightWindow window = flight.window();
    int entryLength =
        interleaved ? InterleavedForwardTsn.Skipped.LENGTH : ForwardTsn.Skipped.LENGTH;
    int most = (room - FIXED_LENGTH) / entryLength;
    // Of each stream the last message; ordered and unordered ones apart where they have numbers.
    Map<Integer, QueuedMessage> last = new LinkedHashMap<>();
    int count = 0;
    int abandoned = flight.leadingAbandoned();
    while (count < abandoned && last.size() < most) {
      QueuedMessage message = window.get(count).message();
      if (interleaved || message.delivery.ordered()) {
        last.put(message.stream.id << 1 | (message.delivery.ordered() ? 0 : 1), message);
      }
      count++;
    }
    int tsn = window.firstTsn() + count - 1;
    due = false;
    told = true;
    toldTsn = tsn;
    toldNanos = nowNanos;
    return interleaved ? interleaved(tsn, last) : contiguous(tsn, last);
  }

  private static Chunk contiguous(int tsn, Map<Integer, QueuedMessage> last) {
    List<ForwardTsn.Skipped> skipped = new ArrayList<>(last.size());
    last.values().forEach(m -> skipped.add(new ForwardTsn.Skipped(m.stream.id, m.sequence)));
    return new ForwardTsn(tsn, skipped);
  }

  private static Chunk interleaved(int tsn, Map<Integer, QueuedMessage> last) {
    List<InterleavedForwardTsn.Skipped> skipped = new ArrayList<>(last.size());
    for (QueuedMessage message : last.values()) {
      skipped.add(
          new InterleavedForwardTsn.Skipped(
              message.stream.id, !message.delivery.ordered(), message.sequence));
    }
    return new InterleavedForwardTsn(tsn, skipped);
  }
}
