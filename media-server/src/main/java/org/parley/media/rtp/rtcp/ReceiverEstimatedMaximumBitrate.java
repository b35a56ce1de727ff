package org.parley.media.rtp.rtcp;

import java.util.List;

/**
 * REMB (draft-alvestrand-rmcat-remb-03 section 2.2).
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Unique identifier 'R' 'E' 'M' 'B'                            |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Num SSRC     | BR Exp    |  BR Mantissa                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |   SSRC feedback                                               |  Num SSRC times
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param bitrate bits a second; 18 bits of it survive the wire, rounded down
 * @param ssrcs at most 255
 */
public record ReceiverEstimatedMaximumBitrate(int senderSsrc, long bitrate, List<Integer> ssrcs)
    implements RtcpPacket {
  static final int MANTISSA_BITS = 18;
  static final int MAX_SSRCS = 255;

  /** What greater rates on the wire are read as: the greatest that a long and 18 bits can say. */
  public static final long MAX_BITRATE = 0x3FFFFL << 45;

  public ReceiverEstimatedMaximumBitrate {
    ssrcs = List.copyOf(ssrcs);
  }
}
