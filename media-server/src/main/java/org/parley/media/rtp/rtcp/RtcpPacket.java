package org.parley.media.rtp.rtcp;

/**
 * One packet of a compound. All of them begin with the common header (RFC 3550 section 6.4.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P| count/FMT|       PT     |   length in words minus one   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 */
public sealed interface RtcpPacket
    permits SenderReport,
        ReceiverReport,
        SourceDescription,
        Goodbye,
        GenericNack,
        PictureLossIndication,
        FullIntraRequest,
        TransportFeedback,
        ReceiverEstimatedMaximumBitrate,
        ExtendedReport,
        RtcpPacket.Unknown {

  /**
   * A well-framed packet of a kind that we do not read; the writer refuses it.
   *
   * @param count the five bits of count or feedback message type
   */
  record Unknown(int packetType, int count) implements RtcpPacket {}
}
