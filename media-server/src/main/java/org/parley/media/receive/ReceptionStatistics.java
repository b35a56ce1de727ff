package org.parley.media.receive;

/**
 * Loss and jitter of one SSRC as RFC 3550 sections 6.4.1 and A.8 define them, over unwrapped
 * sequence numbers.
 */
final class ReceptionStatistics {
  private final int clockRate;
  private long firstSequence = -1;
  private long highestSequence = -1;
  private long received;
  private long expectedAtLastReport;
  private long receivedAtLastReport;
  private long lastTransit;
  private double jitter;

  /**
   * @param clockRate RTP clock in Hz
   */
  ReceptionStatistics(int clockRate) {
    this.clockRate = clockRate;
  }

  void onPacket(long sequence, int timestamp, long nowNanos) {
    if (firstSequence < 0) {
      firstSequence = sequence;
    }
    received++;
    long arrival = nowNanos / 1000 * clockRate / 1_000_000;
    long transit = (int) (arrival - timestamp);
    if (highestSequence >= 0) {
      long difference = Math.abs((int) (transit - lastTransit));
      jitter += (difference - jitter) / 16;
    }
    lastTransit = transit;
    highestSequence = Math.max(highestSequence, sequence);
  }

  boolean started() {
    return firstSequence >= 0;
  }

  /** Takes the figures for a report block and begins the next interval. */
  Interval report() {
    long expected = highestSequence - firstSequence + 1;
    long expectedInterval = expected - expectedAtLastReport;
    long lostInterval = expectedInterval - (received - receivedAtLastReport);
    expectedAtLastReport = expected;
    receivedAtLastReport = received;
    int fraction =
        expectedInterval <= 0 || lostInterval <= 0
            ? 0
            : (int) Math.min(255, lostInterval * 256 / expectedInterval);
    int cumulative = (int) Math.clamp(expected - received, -0x800000, 0x7FFFFF);
    return new Interval(
        fraction, cumulative, (int) highestSequence, (int) jitter, Math.max(0, lostInterval));
  }

  /**
   * @param fractionLost of 256
   * @param cumulativeLost signed 24 bits
   * @param extendedHighest the lower 32 bits of the highest unwrapped sequence number
   * @param jitter in RTP clock units
   * @param lost packets missing in this interval
   */
  record Interval(
      int fractionLost, int cumulativeLost, int extendedHighest, int jitter, long lost) {}
}
