package org.parley.media.sctp.rx;

import org.parley.media.sctp.Deadline;

/** When a SACK is due: after every second packet, after a while, or at once (RFC 9260 6.2). */
final class SackSchedule {
  private static final int PACKETS = 2;

  private final Deadline delay = new Deadline();
  private final long delayNanos;
  private boolean due;
  private int packets;
  private boolean immediately;

  SackSchedule(long delayNanos) {
    this.delayNanos = delayNanos;
    // The first one goes at once: it opens the sender's window.
    this.packets = PACKETS - 1;
  }

  /** The packet at hand is to be acknowledged at once. */
  void hurry() {
    immediately = true;
  }

  /** A packet with DATA was read. */
  void onPacket(long nowNanos) {
    packets++;
    if (immediately || packets >= PACKETS) {
      due = true;
      delay.disarm();
    } else if (!delay.armed()) {
      delay.arm(nowNanos + delayNanos);
    }
    immediately = false;
  }

  void demand() {
    due = true;
  }

  boolean due(long nowNanos) {
    return due || delay.passed(nowNanos);
  }

  /** Whether one may ride in a packet that leaves anyway. */
  boolean pending() {
    return due || delay.armed();
  }

  void onSent() {
    due = false;
    packets = 0;
    delay.disarm();
  }

  Deadline deadline() {
    return delay;
  }
}
