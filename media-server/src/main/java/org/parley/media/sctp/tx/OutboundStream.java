package org.parley.media.sctp.tx;

import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A stream's messages that were not sent, or not wholly, and its numbers. */
final class OutboundStream {
  enum Phase {
    OPEN,
    /** To be reset as soon as its messages are acknowledged: some peers do not wait for them. */
    DRAINING,
    /** To be reset with the next request. */
    DRAINED,
    /** The peer was asked for the reset. */
    RESETTING
  }

  private static final int DEFAULT_WEIGHT = 256;

  final int id;
  private final ArrayDeque<QueuedMessage> messages = new ArrayDeque<>(4);
  private int buffered;
  private int charge;

  /** TSNs of the stream that are not acknowledged cumulatively. */
  private int outstanding;

  private int nextOrdered;
  private int nextUnordered;
  Phase phase = Phase.OPEN;
  int weight = DEFAULT_WEIGHT;

  /** {@link #buffered} falling to it is told; by default nothing is. */
  int lowThreshold = -1;

  /** Its place in the order of sending: the less, the earlier. */
  long virtualStart;

  /** Whether it has a place in that order. */
  boolean scheduled;

  OutboundStream(int id) {
    this.id = id;
  }

  /** Bytes that were not sent yet. */
  int buffered() {
    return buffered;
  }

  /** What its messages count for, against the limits. */
  int charge() {
    return charge;
  }

  void onDeparted() {
    outstanding++;
  }

  void onSettled() {
    outstanding--;
  }

  /** Whether the peer has all of it, or knows what was given up. */
  boolean isSettled() {
    return messages.isEmpty() && outstanding == 0;
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  void add(QueuedMessage message) {
    messages.add(message);
    buffered += message.length;
    charge += message.charge();
  }

  @Nullable QueuedMessage first() {
    return messages.peek();
  }

  /** The first message gets its number. */
  void number(QueuedMessage message, boolean interleaved) {
    if (!interleaved) {
      // RFC 9260 section 6.6: unordered ones have none.
      message.sequence = message.delivery.ordered() ? nextOrdered++ & 0xFFFF : 0;
    } else {
      message.sequence = message.delivery.ordered() ? nextOrdered++ : nextUnordered++;
    }
  }

  /** Bytes of the first message were sent. */
  void onSent(QueuedMessage message, int bytes) {
    charge -= message.charge();
    message.sent += bytes;
    buffered -= bytes;
    charge += message.charge();
    if (message.left() == 0) {
      messages.poll();
    }
  }

  /**
   * Drops messages that were not begun, the oldest first, until so many bytes are free.
   *
   * @param reliable also those that may not be lost
   */
  int dropOldest(int bytes, boolean reliable) {
    int before = buffered;
    int dropped = 0;
    Iterator<QueuedMessage> oldest = messages.iterator();
    while (before - buffered < bytes && oldest.hasNext()) {
      QueuedMessage message = oldest.next();
      if (!message.begun() && (reliable || !message.delivery.reliable())) {
        oldest.remove();
        buffered -= message.length;
        charge -= message.charge();
        dropped++;
      }
    }
    return dropped;
  }

  /** What is left of the first message is not to be sent. */
  void dropFirst(QueuedMessage message) {
    buffered -= message.left();
    charge -= message.charge();
    messages.poll();
  }
}
