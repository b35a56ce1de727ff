package org.parley.media.sctp.association;

import java.nio.ByteBuffer;
import org.parley.media.sctp.Deadline;
import org.parley.media.sctp.packet.Heartbeat;
import org.parley.media.sctp.packet.Opaque;

/** Asks now and then whether the peer is there (RFC 9260 section 8.3). */
final class Heartbeats {
  private final Tcb tcb;
  private final long intervalNanos;
  private final Deadline deadline = new Deadline();
  private long number;

  /** Whether the last one is not answered. */
  private boolean awaiting;

  Heartbeats(Tcb tcb, long intervalNanos, long nowNanos) {
    this.tcb = tcb;
    this.intervalNanos = intervalNanos;
    rest(nowNanos);
  }

  private void rest(long nowNanos) {
    awaiting = false;
    if (intervalNanos > 0) {
      deadline.arm(nowNanos + intervalNanos + tcb.timeout.nanos());
    }
  }

  /** Data leaves, and will be answered: there is no need to ask. */
  void onSent(long nowNanos) {
    if (!awaiting) {
      rest(nowNanos);
    }
  }

  void onTimeout(long nowNanos) {
    if (!deadline.passed(nowNanos)) {
      return;
    }
    if (awaiting) {
      tcb.timeout.backOff();
      tcb.onTimeout();
    }
    awaiting = true;
    ByteBuffer info = ByteBuffer.allocate(16).putLong(++number).putLong(nowNanos);
    tcb.say(new Heartbeat(new Opaque(info.array())));
    deadline.arm(nowNanos + tcb.timeout.nanos());
  }

  void onAcknowledged(Opaque info, long nowNanos) {
    if (!awaiting || info.length() != 16) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(info.bytes());
    if (bytes.getLong() != number) {
      return;
    }
    long sent = bytes.getLong();
    long roundTrip = nowNanos - sent;
    if (roundTrip >= 0 && deadline.atNanos() - sent >= 0) {
      tcb.timeout.onMeasured(roundTrip);
    }
    tcb.onAnswer();
    rest(nowNanos);
  }

  Deadline deadline() {
    return deadline;
  }
}
