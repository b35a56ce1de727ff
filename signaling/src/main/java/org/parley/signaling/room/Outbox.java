package org.parley.signaling.room;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.protocol.ServerMessage.Sequenced;

/** Counts a participant's messages and keeps the last of them for a resume. */
final class Outbox {
  private final int maxMessages;
  private final int maxWeight;
  private final Deque<Sequenced> kept = new ArrayDeque<>();
  private int weight;
  private long lastSeq;

  Outbox(int maxMessages, int maxWeight) {
    this.maxMessages = maxMessages;
    this.maxWeight = maxWeight;
  }

  /** Of the next message. */
  long nextSeq() {
    return lastSeq + 1;
  }

  long lastSeq() {
    return lastSeq;
  }

  void keep(Sequenced message) {
    lastSeq = message.seq();
    kept.addLast(message);
    weight += message.weight();
    while (kept.size() > maxMessages || weight > maxWeight) {
      weight -= kept.removeFirst().weight();
    }
  }

  /** All that came after {@code seq}, or null when some of it is not kept any more. */
  @Nullable List<Sequenced> after(long seq) {
    List<Sequenced> missed = kept.stream().filter(message -> message.seq() > seq).toList();
    return missed.size() == lastSeq - seq ? missed : null;
  }
}
