package org.parley.media.rtp.rtcp;

import java.util.List;

/**
 * Commands key frames (RFC 5104 section 4.3.1); the media source of the header is 0.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              SSRC                             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * | Seq nr.       |    Reserved                                   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public record FullIntraRequest(int senderSsrc, List<Entry> entries) implements RtcpPacket {
  public FullIntraRequest {
    entries = List.copyOf(entries);
  }

  /**
   * @param sequenceNumber 0 to 255; the same one again is the same command
   */
  public record Entry(int ssrc, int sequenceNumber) {}
}
