package org.parley.media.receive;

/**
 * Ties one SSRC's RTP timestamps to its sender's wall clock by sender reports (RFC 3550 section
 * 6.4.1).
 *
 * <p>All streams of one publisher share its clock, so capture times of its layers and of its audio
 * and video compare.
 */
public final class SenderClock {
  private final int clockRate;
  private boolean known;
  private long ntpNanos;
  private int rtpTimestamp;

  /**
   * @param clockRate RTP clock in Hz
   */
  public SenderClock(int clockRate) {
    this.clockRate = clockRate;
  }

  public void onSenderReport(long ntpTimestamp, int rtpTimestamp) {
    this.ntpNanos = NtpTime.toNanos(ntpTimestamp);
    this.rtpTimestamp = rtpTimestamp;
    this.known = true;
  }

  public boolean known() {
    return known;
  }

  /** Capture time in nanoseconds of the sender's clock; only when {@link #known()}. */
  public long captureNanos(int timestamp) {
    return ntpNanos + (long) (timestamp - rtpTimestamp) * 1_000_000_000L / clockRate;
  }

  /** The inverse of {@link #captureNanos}. */
  public int timestampAt(long captureNanos) {
    return rtpTimestamp + (int) ((captureNanos - ntpNanos) / 1000 * clockRate / 1_000_000);
  }
}
