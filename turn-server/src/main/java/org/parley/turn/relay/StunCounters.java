package org.parley.turn.relay;

import java.util.concurrent.atomic.LongAdder;

/** What the server did since its start. */
public final class StunCounters {
  final LongAdder bindings = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder ignored = new LongAdder();

  /** Binding requests answered with the mapped address. */
  public long bindings() {
    return bindings.sum();
  }

  /** Requests answered with an error. */
  public long refused() {
    return refused.sum();
  }

  /** Packets dropped because they are no STUN message, or one with a wrong FINGERPRINT. */
  public long malformed() {
    return malformed.sum();
  }

  /** Messages dropped because of their method or class. */
  public long ignored() {
    return ignored.sum();
  }
}
