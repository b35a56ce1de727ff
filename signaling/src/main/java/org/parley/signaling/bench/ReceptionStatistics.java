package org.parley.signaling.bench;

import org.parley.media.rtp.rtcp.ReportBlock;
import org.parley.media.rtp.rtcp.SenderReport;

/** What a receiver reports of one source (RFC 3550 section 6.4.1). No I/O, no clock. */
final class ReceptionStatistics {
  private static final double NANOS_PER_COMPACT = 1e9 / 65_536;

  private final int clockRate;
  private int ssrc;
  private boolean started;
  private int timestamp;
  private long first;
  private long highest;
  private long received;
  private long expectedBefore;
  private long receivedBefore;
  private long transit;
  private double jitter;
  private int lastReport;
  private long lastReportNanos;

  ReceptionStatistics(int clockRate) {
    this.clockRate = clockRate;
  }

  /** The source, or 0 while nothing has arrived. */
  int ssrc() {
    return ssrc;
  }

  /** Of the last packet. */
  int timestamp() {
    return timestamp;
  }

  void onPacket(int packetSsrc, long extended, int packetTimestamp, long nowNanos) {
    long arrival = (long) (nowNanos / 1e9 * clockRate);
    if (!started || packetSsrc != ssrc) {
      started = true;
      ssrc = packetSsrc;
      first = extended;
      highest = extended;
      received = 0;
      expectedBefore = 0;
      receivedBefore = 0;
      lastReport = 0;
      jitter = 0;
    } else {
      // RFC 3550 appendix A.8; the difference wraps with the timestamp.
      jitter += (Math.abs((int) (arrival - packetTimestamp - transit)) - jitter) / 16;
    }
    transit = arrival - packetTimestamp;
    timestamp = packetTimestamp;
    highest = Math.max(highest, extended);
    received++;
  }

  void onSenderReport(SenderReport report, long nowNanos) {
    if (started && report.ssrc() == ssrc) {
      lastReport = report.compactNtpTimestamp();
      lastReportNanos = nowNanos;
    }
  }

  /** The next report; what is lost is counted from the one before. */
  ReportBlock next(long nowNanos) {
    long expected = highest - first + 1;
    // RFC 3550 appendix A.3.
    long expectedSince = expected - expectedBefore;
    long lostSince = expectedSince - (received - receivedBefore);
    expectedBefore = expected;
    receivedBefore = received;
    int fraction =
        expectedSince <= 0 || lostSince <= 0 ? 0 : (int) (lostSince * 256 / expectedSince);
    return new ReportBlock(
        ssrc,
        Math.min(fraction, 255),
        (int) Math.clamp(expected - received, -0x80_0000, 0x7F_FFFF),
        (int) highest,
        (int) jitter,
        lastReport,
        lastReport == 0 ? 0 : (int) ((nowNanos - lastReportNanos) / NANOS_PER_COMPACT));
  }
}
