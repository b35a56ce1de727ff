package org.parley.media.sctp.association;

import org.parley.media.sctp.Deadline;

/** Something that is sent again, ever more rarely, until it is answered. */
final class Retry {
  final Deadline deadline = new Deadline();
  private final long maxNanos;
  private long waitNanos;
  private int retries;

  Retry(long waitNanos, long maxNanos, long nowNanos) {
    this.waitNanos = waitNanos;
    this.maxNanos = maxNanos;
    deadline.arm(nowNanos + waitNanos);
  }

  /** Whether it is to be sent again now; the next time takes twice as long. */
  boolean due(long nowNanos) {
    if (!deadline.passed(nowNanos)) {
      return false;
    }
    retries++;
    waitNanos = Math.min(2 * waitNanos, maxNanos);
    deadline.arm(nowNanos + waitNanos);
    return true;
  }

  int retries() {
    return retries;
  }
}
