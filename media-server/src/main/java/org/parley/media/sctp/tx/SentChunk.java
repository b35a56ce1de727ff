package org.parley.media.sctp.tx;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A TSN that is not acknowledged cumulatively; reused. */
final class SentChunk {
  enum State {
    IN_FLIGHT,
    /** To be sent again: later ones have arrived. */
    LOST,
    /** To be sent again: nothing was heard of it for too long. */
    OVERDUE,
    /** By a gap block. */
    ACKNOWLEDGED,
    ABANDONED
  }

  /** To be changed by {@link FlightWindow#become}. */
  State state = State.ACKNOWLEDGED;

  /** In the window's ring. */
  int place;

  private @Nullable QueuedMessage message;

  int offset;

  /** Bytes of user data; 0 for a TSN that was only used up. */
  int length;

  /** Bytes in a packet. */
  int wireLength;

  int flags;
  int fragment;
  int transmissions;

  /** Whether it was last sent because later packets had arrived. */
  boolean fastRetransmitted;

  /** Whether it was last sent because nothing was heard of it for long. */
  boolean probed;

  long sentNanos;

  /** The number of the packet that it was last sent in. */
  long packet;

  SentChunk(int place) {
    this.place = place;
  }

  /** Of a chunk in use. */
  QueuedMessage message() {
    return requireNonNull(message);
  }

  void use(QueuedMessage message, int offset, int length, int wireLength) {
    this.message = message;
    this.offset = offset;
    this.length = length;
    this.wireLength = wireLength;
    this.transmissions = 0;
    this.fastRetransmitted = false;
    this.probed = false;
  }

  boolean isToBeSent() {
    return state == State.LOST || state == State.OVERDUE;
  }

  void free() {
    message = null;
  }
}
