package org.parley.media.sctp.rx;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.parley.media.sctp.Serial;

/** The order of one stream's messages; their numbers are unwrapped into longs. */
final class InboundStream {
  /** Made when something has to wait: most streams never need it. */
  private NavigableMap<Long, IncomingMessage> waiting = Collections.emptyNavigableMap();

  private final boolean interleaved;
  private long next;
  private long charge;

  InboundStream(boolean interleaved) {
    this.interleaved = interleaved;
  }

  /** Bytes of the window that waiting messages take. */
  long charge() {
    return charge;
  }

  /** Hands on what is next and what waited for it; a message of the past is dropped. */
  void add(IncomingMessage message, ArrayDeque<IncomingMessage> delivered) {
    long sequence = unwrap(message.sequence());
    if (sequence == next) {
      delivered.add(message);
      next++;
      deliverFollowing(delivered);
    } else if (sequence > next) {
      await(sequence, message);
    }
  }

  private void await(long sequence, IncomingMessage message) {
    if (waiting.isEmpty()) {
      waiting = new TreeMap<>();
    }
    if (waiting.putIfAbsent(sequence, message) == null) {
      charge += message.charge();
    }
  }

  /** Messages up to that number will not come any more, if they have not. */
  void skip(int lastSequence, ArrayDeque<IncomingMessage> delivered) {
    long last = unwrap(lastSequence);
    if (last < next) {
      return;
    }
    while (!waiting.isEmpty() && waiting.firstKey() <= last) {
      deliver(waiting.pollFirstEntry(), delivered);
    }
    next = last + 1;
    deliverFollowing(delivered);
  }

  private void deliverFollowing(ArrayDeque<IncomingMessage> delivered) {
    while (!waiting.isEmpty() && waiting.firstKey() == next) {
      deliver(waiting.pollFirstEntry(), delivered);
      next++;
    }
  }

  private void deliver(
      Map.Entry<Long, IncomingMessage> entry, ArrayDeque<IncomingMessage> delivered) {
    charge -= entry.getValue().charge();
    delivered.add(entry.getValue());
  }

  private long unwrap(int sequence) {
    return next + (interleaved ? sequence - (int) next : Serial.distance16((int) next, sequence));
  }
}
