package org.parley.media.receive;

import org.jspecify.annotations.Nullable;

/**
 * Ties one SSRC's RTP timestamps to its sender's wall clock by sender reports (RFC 3550 section
 * 6.4.1). Written on the publisher's loop, read on any.
 *
 * <p>All streams of one publisher share its clock, so capture times of its layers and of its audio
 * and video compare.
 */
public final class SenderClock {

  /** One moment in both counts. */
  public record Reading(long ntpNanos, int rtpTimestamp, int clockRate) {

    /** Capture time in nanoseconds of the sender's clock. */
    public long captureNanos(int timestamp) {
      return ntpNanos + (long) (timestamp - rtpTimestamp) * 1_000_000_000L / clockRate;
    }

    /** The inverse of {@link #captureNanos}. */
    public int timestampAt(long captureNanos) {
      return rtpTimestamp + (int) ((captureNanos - ntpNanos) / 1000 * clockRate / 1_000_000);
    }
  }

  private final int clockRate;
  private volatile @Nullable Reading reading;

  /**
   * @param clockRate RTP clock in Hz
   */
  public SenderClock(int clockRate) {
    this.clockRate = clockRate;
  }

  public void onSenderReport(long ntpTimestamp, int rtpTimestamp) {
    reading = new Reading(NtpTime.toNanos(ntpTimestamp), rtpTimestamp, clockRate);
  }

  /** The latest, or null before the first sender report. */
  public @Nullable Reading reading() {
    return reading;
  }
}
