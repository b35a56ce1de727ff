package org.parley.media.rtp.rtcp;

import java.util.List;

/**
 * RFC 3611 section 2.
 *
 * @param ssrc of the sender of this report
 */
public record ExtendedReport(int ssrc, List<Block> blocks) implements RtcpPacket {
  public ExtendedReport {
    blocks = List.copyOf(blocks);
  }

  /**
   * One report block.
   *
   * <pre>
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * |      BT       | type-specific |   length in words minus one   |
   * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
   * </pre>
   */
  public sealed interface Block {
    /** BT of {@link ReceiverReferenceTime}. */
    int RECEIVER_REFERENCE_TIME = 4;

    /** BT of {@link DelaySinceLastReceiverReport}. */
    int DELAY_SINCE_LAST_RECEIVER_REPORT = 5;
  }

  /**
   * Section 4.4.
   *
   * @param ntpTimestamp as in {@link SenderReport}
   */
  public record ReceiverReferenceTime(long ntpTimestamp) implements Block {}

  /** DLRR, section 4.5. */
  public record DelaySinceLastReceiverReport(List<Entry> entries) implements Block {
    public DelaySinceLastReceiverReport {
      entries = List.copyOf(entries);
    }

    /**
     * @param lastReceiverReport the middle 32 bits of the receiver's reference time, or 0
     * @param delay in 1/65536 s, unsigned
     */
    public record Entry(int ssrc, int lastReceiverReport, int delay) {}
  }

  /** A block that we do not read; the writer refuses it. */
  public record Other(int type) implements Block {}
}
