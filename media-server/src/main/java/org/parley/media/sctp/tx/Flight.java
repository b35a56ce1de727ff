package org.parley.media.sctp.tx;

import org.parley.media.sctp.Serial;

/** What is on its way, was lost or given up, and the bytes of it. */
final class Flight {
  private final SendQueue queue;
  private final boolean partialReliability;
  private final FlightWindow window;
  private int wireBytes;
  private int payloadBytes;

  /** Chunks that are lost or overdue. */
  private int lost;

  /** No chunk before this TSN is. */
  private int firstLostTsn;

  /** All chunks before this TSN are given up, for good. */
  private int notAbandonedTsn;

  Flight(SendQueue queue, OutboundConfig config) {
    this.queue = queue;
    this.partialReliability = config.partialReliability();
    this.window = new FlightWindow(config.initialTsn());
    this.firstLostTsn = config.initialTsn();
    this.notAbandonedTsn = config.initialTsn();
  }

  FlightWindow window() {
    return window;
  }

  /** Bytes in flight as they count for congestion control. */
  int wireBytes() {
    return wireBytes;
  }

  /** Bytes in flight as they count for the peer's window. */
  int payloadBytes() {
    return payloadBytes;
  }

  boolean hasLost() {
    return lost > 0;
  }

  /** Puts the chunk on its way. */
  void depart(SentChunk chunk, long packet, long nowNanos) {
    window.become(chunk, SentChunk.State.IN_FLIGHT);
    chunk.transmissions++;
    chunk.packet = packet;
    chunk.sentNanos = nowNanos;
    wireBytes += chunk.wireLength;
    payloadBytes += chunk.length;
  }

  private void land(SentChunk chunk) {
    wireBytes -= chunk.wireLength;
    payloadBytes -= chunk.length;
  }

  /** Whether the chunk is in flight and may be sent again before it is known to be lost. */
  boolean mayRepeat(SentChunk chunk, long nowNanos) {
    return chunk.state == SentChunk.State.IN_FLIGHT
        && !givenUp(chunk.message(), chunk.transmissions, nowNanos);
  }

  /** The chunk in flight leaves again. */
  void repeat(SentChunk chunk, long packet, long nowNanos) {
    land(chunk);
    chunk.fastRetransmitted = false;
    chunk.probed = true;
    depart(chunk, packet, nowNanos);
  }

  /** The index of the first chunk that is to be sent again; there is one. */
  int firstLost() {
    int index = Math.max(0, firstLostTsn - window.firstTsn());
    while (!window.get(index).isToBeSent()) {
      index++;
    }
    firstLostTsn = window.firstTsn() + index;
    return index;
  }

  /** The lost chunk leaves again. */
  void departAgain(SentChunk chunk, long packet, long nowNanos) {
    lost--;
    chunk.fastRetransmitted = chunk.state == SentChunk.State.LOST;
    chunk.probed = false;
    depart(chunk, packet, nowNanos);
  }

  /**
   * The chunk is acknowledged, or passed by the cumulative TSN.
   *
   * @return its bytes if that is news, for congestion control
   */
  int acknowledge(SentChunk chunk) {
    SentChunk.State before = chunk.state;
    window.become(chunk, SentChunk.State.ACKNOWLEDGED);
    switch (before) {
      case IN_FLIGHT -> land(chunk);
      case LOST, OVERDUE -> lost--;
      case ACKNOWLEDGED, ABANDONED -> {
        return 0;
      }
    }
    return chunk.wireLength;
  }

  /**
   * The cumulative TSN has passed the first chunk: only now it costs nothing any more, for the peer
   * may still take back what it acknowledged by gap blocks.
   */
  void removeFirst() {
    SentChunk first = window.get(0);
    queue.onSettled(first.message().stream, first.length);
    window.removeFirst();
  }

  /** The chunk in flight did not arrive: it is to be sent again, or its message given up. */
  void lose(int index, SentChunk.State how, long nowNanos) {
    SentChunk chunk = window.get(index);
    land(chunk);
    markLost(index, how);
    if (givenUp(chunk.message(), chunk.transmissions, nowNanos)) {
      abandon(chunk.message());
    }
  }

  private void markLost(int index, SentChunk.State how) {
    window.become(window.get(index), how);
    int tsn = window.firstTsn() + index;
    if (lost++ == 0 || Serial.isAfter(firstLostTsn, tsn)) {
      firstLostTsn = tsn;
    }
  }

  /** The peer no longer has what it had acknowledged (RFC 9260 section 6.2.1). */
  void renege(int index) {
    markLost(index, SentChunk.State.LOST);
  }

  /** What was overdue, and was not sent again, is on its way after all. */
  void reviveOverdue() {
    for (int index = 0; index < window.size(); index++) {
      SentChunk chunk = window.get(index);
      if (chunk.state == SentChunk.State.OVERDUE) {
        lost--;
        window.become(chunk, SentChunk.State.IN_FLIGHT);
        wireBytes += chunk.wireLength;
        payloadBytes += chunk.length;
      }
    }
  }

  /** RFC 3758 section 3.5 A1, RFC 7496 section 3. */
  boolean givenUp(QueuedMessage message, int transmissions, long nowNanos) {
    int most = message.delivery.maxRetransmissions();
    return partialReliability
        && ((most != Delivery.UNLIMITED && transmissions > most) || message.expired(nowNanos));
  }

  /** Gives up a message of which something was sent: all its fragments. */
  void abandon(QueuedMessage message) {
    if (message.left() > 0) {
      queue.drop(message);
      // Its end would have had a TSN: without a gap there, the next message seemed to follow the
      // fragments that have arrived.
      message.lastTsn = window.nextTsn();
      SentChunk end = window.append();
      end.use(message, message.sent, 0, 0);
      window.become(end, SentChunk.State.ABANDONED);
      queue.onSkipped(message.stream);
    }
    int first = Math.max(0, message.firstTsn - window.firstTsn());
    int last = message.lastTsn - window.firstTsn();
    for (int index = first; index <= last; index++) {
      SentChunk chunk = window.get(index);
      if (chunk.message() != message) {
        continue;
      }
      switch (chunk.state) {
        case IN_FLIGHT -> land(chunk);
        case LOST, OVERDUE -> lost--;
        case ACKNOWLEDGED, ABANDONED -> {}
      }
      window.become(chunk, SentChunk.State.ABANDONED);
    }
    message.giveUp();
  }

  /** How many chunks at the front are given up. */
  int leadingAbandoned() {
    int count = Math.max(0, notAbandonedTsn - window.firstTsn());
    while (count < window.size() && window.get(count).state == SentChunk.State.ABANDONED) {
      count++;
    }
    notAbandonedTsn = window.firstTsn() + count;
    return count;
  }
}
