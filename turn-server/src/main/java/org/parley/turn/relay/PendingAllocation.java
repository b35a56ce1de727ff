package org.parley.turn.relay;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.stun.StunAttribute;

/** An Allocate that waits for its sockets. */
final class PendingAllocation implements Relay.Owner {
  final Asker asker;
  final long lifetimeSeconds;
  final List<Relay> opened = new ArrayList<>(2);
  // ADDRESS-ERROR-CODE for a family that could not be had.
  final List<StunAttribute> failures = new ArrayList<>(1);
  int awaited;
  @Nullable Relay reserved;

  PendingAllocation(Asker asker, long lifetimeSeconds) {
    this.asker = asker;
    this.lifetimeSeconds = lifetimeSeconds;
  }
}
