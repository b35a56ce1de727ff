package org.parley.media.rtp.rtcp;

import java.util.List;

/**
 * RFC 3550 section 6.4.1.
 *
 * @param ntpTimestamp seconds since 1900 in the upper 32 bits, their fraction in the lower
 * @param packetCount unsigned
 * @param octetCount payload octets, unsigned
 * @param reports at most 31
 */
public record SenderReport(
    int ssrc,
    long ntpTimestamp,
    int rtpTimestamp,
    int packetCount,
    int octetCount,
    List<ReportBlock> reports)
    implements RtcpPacket {
  public SenderReport {
    reports = List.copyOf(reports);
  }

  /** The part of the NTP timestamp that receivers return in {@code lastSenderReport}. */
  public int compactNtpTimestamp() {
    return (int) (ntpTimestamp >>> 16);
  }
}
