package org.parley.media.sctp.tx;

import org.parley.media.sctp.Deadline;

/**
 * How fast packets may follow one another, so that what waits does not leave as one burst that
 * overflows the queue before a bottleneck. RFC 9260 section 6.1 D limits what leaves at once; here
 * the rest follows at a little more than a window in a round trip (in the manner of RFC 9002
 * section 7.7), not with the next acknowledgement.
 */
final class Pace {
  /** As many as the first window has (RFC 6928); RFC 9260 section 16 proposes four. */
  private static final int BURST_PACKETS = 10;

  /** How often an event loop looks at its timers. */
  private static final long TICK_NANOS = 1_000_000;

  private static final long LEAST_TOLERANCE_NANOS = 2 * TICK_NANOS;

  private final int mtu;
  private final CongestionControl congestion;
  private final RetransmissionTimeout timeout;
  private final Deadline deadline = new Deadline();

  /** When all that was sent would have left at the rate, and the next could (GCRA). */
  private long dueNanos;

  private boolean begun;

  Pace(int mtu, CongestionControl congestion, RetransmissionTimeout timeout) {
    this.mtu = mtu;
    this.congestion = congestion;
    this.timeout = timeout;
  }

  /** Whether the next packet is to wait. */
  boolean holds(long nowNanos) {
    long ahead = dueNanos - nowNanos;
    // Most often it is not, and nothing needs to be divided.
    return begun && ahead > LEAST_TOLERANCE_NANOS && ahead > toleranceNanos();
  }

  /**
   * What is ahead of the rate may be a burst; and as much as two ticks bring, or no more than that
   * burst could leave in each. On paths faster than that, nothing ever waits.
   */
  private long toleranceNanos() {
    return Math.max(nanosFor((BURST_PACKETS - 1) * mtu), LEAST_TOLERANCE_NANOS);
  }

  /** While the window is opened twice as fast as it is used, else five quarters. */
  private long nanosFor(int bytes) {
    long share = timeout.smoothedNanos() * bytes / congestion.window();
    return congestion.opening() ? share / 2 : share / 5 * 4;
  }

  /** A packet with so many bytes of chunks leaves. */
  void onSent(int bytes, long nowNanos) {
    if (!begun || dueNanos - nowNanos < 0) {
      dueNanos = nowNanos;
      begun = true;
    }
    dueNanos += nanosFor(bytes);
  }

  /** Something waits, and is to be looked at again at the deadline. */
  void await(long nowNanos) {
    long wait = dueNanos - toleranceNanos() - nowNanos;
    deadline.arm(nowNanos + Math.max(wait, TICK_NANOS));
  }

  /** Nothing waits for the deadline any more. */
  void cancel() {
    deadline.disarm();
  }

  Deadline deadline() {
    return deadline;
  }
}
