package org.parley.media.receive;

/**
 * How far a publisher's wall clock is from ours, one figure for all its streams, so that the sender
 * reports that its subscribers get keep its audio and video in step.
 *
 * <p>The least difference seen is kept, as it has the least network delay in it; a step of the
 * publisher's clock is followed. Written on the publisher's loop, read on any.
 */
public final class PublisherClock {
  private static final long STEP_NANOS = 500_000_000;

  private volatile boolean known;
  private volatile long offsetNanos;

  /** Both times as {@link NtpTime#toNanos} gives them. */
  public void onSenderReport(long theirNanos, long ourNanos) {
    long offset = ourNanos - theirNanos;
    if (!known || offset < offsetNanos || offset - offsetNanos > STEP_NANOS) {
      offsetNanos = offset;
      known = true;
    }
  }

  public boolean known() {
    return known;
  }

  public long toTheirs(long ourNanos) {
    return ourNanos - offsetNanos;
  }
}
