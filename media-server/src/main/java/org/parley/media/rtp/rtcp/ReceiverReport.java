package org.parley.media.rtp.rtcp;

import java.util.List;

/**
 * RFC 3550 section 6.4.2.
 *
 * @param ssrc of the sender of this report
 * @param reports at most 31
 */
public record ReceiverReport(int ssrc, List<ReportBlock> reports) implements RtcpPacket {
  public ReceiverReport {
    reports = List.copyOf(reports);
  }
}
