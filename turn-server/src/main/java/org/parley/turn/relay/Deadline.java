package org.parley.turn.relay;

/** Something that ends by itself; in the {@link DeadlineQueue} while it lives. */
abstract sealed class Deadline
    permits Allocation, Permission, ChannelBinding, Reservation, PeerConnection {
  static final int NOT_QUEUED = -1;

  long at;
  int index = NOT_QUEUED;

  final boolean passed(long nowNanos) {
    return nowNanos - at >= 0;
  }
}
