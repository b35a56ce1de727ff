package org.parley.media.rtp.rtcp;

import java.util.Arrays;

/**
 * Arrival of packets by their transport-wide sequence numbers
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1).
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      base sequence number     |      packet status count      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 reference time                | fb pkt. count |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |          packet chunk         |         packet chunk ...      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |           recv delta          |  recv delta  | zero padding   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>The first received packet arrived {@code referenceTime * 64 ms + its delta}; every other one
 * its own delta after the received one before it.
 *
 * @param baseSequence transport-wide sequence number of the first packet, 0 to 65535
 * @param referenceTime signed 24 bits, in 64 ms
 * @param feedbackCount 0 to 255, wrapping
 * @param deltas one for each packet from the base on: in 250 µs, -32768 to 32767, or {@link
 *     #NOT_RECEIVED}; 1 to 65535 of them, not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by contents, below
public record TransportFeedback(
    int senderSsrc,
    int mediaSsrc,
    int baseSequence,
    int referenceTime,
    int feedbackCount,
    int[] deltas)
    implements RtcpPacket {
  public static final int NOT_RECEIVED = Integer.MIN_VALUE;

  /** Duration of one unit of delta. */
  public static final long DELTA_NANOS = 250_000;

  /** Duration of one unit of reference time. */
  public static final long REFERENCE_NANOS = 64_000_000;

  public int packetCount() {
    return deltas.length;
  }

  public boolean received(int index) {
    return deltas[index] != NOT_RECEIVED;
  }

  /** Transport-wide sequence number of the packet at this index. */
  public int sequenceNumber(int index) {
    return (baseSequence + index) & 0xFFFF;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TransportFeedback that
        && that.senderSsrc == senderSsrc
        && that.mediaSsrc == mediaSsrc
        && that.baseSequence == baseSequence
        && that.referenceTime == referenceTime
        && that.feedbackCount == feedbackCount
        && Arrays.equals(that.deltas, deltas);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * mediaSsrc + baseSequence) + Arrays.hashCode(deltas);
  }

  @Override
  public String toString() {
    return "TransportFeedback[base=%d, referenceTime=%d, count=%d, deltas=%s]"
        .formatted(baseSequence, referenceTime, feedbackCount, Arrays.toString(deltas));
  }
}
