package org.parley.media.sctp;

/** A point in time at which something is to be done, or none. */
public final class Deadline {
  private boolean armed;
  private long atNanos;

  public void arm(long atNanos) {
    this.armed = true;
    this.atNanos = atNanos;
  }

  public void disarm() {
    armed = false;
  }

  public boolean armed() {
    return armed;
  }

  /** Only while {@link #armed}. */
  public long atNanos() {
    return atNanos;
  }

  public boolean passed(long nowNanos) {
    return armed && nowNanos - atNanos >= 0;
  }

  /** Takes over the other's time if it is the earlier one. */
  public void armEarlier(Deadline other) {
    if (other.armed && (!armed || other.atNanos - atNanos < 0)) {
      arm(other.atNanos);
    }
  }
}
