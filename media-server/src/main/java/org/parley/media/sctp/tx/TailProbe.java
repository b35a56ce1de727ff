package org.parley.media.sctp.tx;

import org.parley.media.sctp.Deadline;

/**
 * What is lost at the end of a burst shows by nothing that follows. Something of it is sent again
 * when its acknowledgement is late, before T3-rtx takes all for lost (in the manner of RFC 8985
 * section 7).
 */
final class TailProbe {
  /** Between one acknowledgement of something new and the next; then T3-rtx is waited for. */
  private static final int MOST = 2;

  /** No event loop is as punctual as the fastest paths. */
  private static final long LEAST_NANOS = 10_000_000;

  private final RetransmissionTimeout timeout;
  private final Deadline deadline = new Deadline();
  private int sent;
  private boolean due;

  /** Whether the last packet asked for an answer at once; others may be answered late. */
  private boolean asked;

  TailProbe(RetransmissionTimeout timeout) {
    this.timeout = timeout;
  }

  Deadline deadline() {
    return deadline;
  }

  /** Whether the next packet is to be one. */
  boolean due() {
    return due;
  }

  /**
   * Data has left.
   *
   * @param answered whether it asked to be acknowledged at once (RFC 7053)
   */
  void onSent(boolean answered, long nowNanos) {
    cancel();
    asked = answered;
    arm(nowNanos);
  }

  private void arm(long nowNanos) {
    // RFC 8985 section 7.2; not before there is a round trip to go by.
    if (asked && sent < MOST && timeout.measured()) {
      deadline.arm(nowNanos + Math.max(2 * timeout.smoothedNanos() << sent, LEAST_NANOS));
    }
  }

  /** Something was acknowledged that had not been before. */
  void onProgress(boolean outstanding, long nowNanos) {
    sent = 0;
    cancel();
    if (outstanding) {
      arm(nowNanos);
    }
  }

  /** There is nothing to be sent again. */
  void cancel() {
    due = false;
    deadline.disarm();
  }

  /** T3-rtx has expired, which sends all again. */
  void onTimeout() {
    sent = MOST;
    cancel();
  }

  /** The acknowledgement is late, if it is; T3-rtx comes first where it is sooner. */
  boolean onTime(long nowNanos) {
    if (!deadline.passed(nowNanos)) {
      return false;
    }
    deadline.disarm();
    sent++;
    due = true;
    return true;
  }
}
