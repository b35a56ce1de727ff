package org.parley.media.rtp.rtcp;

import java.util.Arrays;

/**
 * Asks for packets again (RFC 4585 section 6.2.1).
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |            PID                |             BLP               |  any number of times
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * @param sequenceNumbers 0 to 65535 each, in ascending order across the wrap for the shortest
 *     packet; not to be modified
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by contents, below
public record GenericNack(int senderSsrc, int mediaSsrc, int[] sequenceNumbers)
    implements RtcpPacket {
  /** Sequence numbers that one PID with its BLP can name. */
  static final int PER_ENTRY = 17;

  @Override
  public boolean equals(Object other) {
    return other instanceof GenericNack(int sender, int media, int[] numbers)
        && sender == senderSsrc
        && media == mediaSsrc
        && Arrays.equals(numbers, sequenceNumbers);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * senderSsrc + mediaSsrc) + Arrays.hashCode(sequenceNumbers);
  }

  @Override
  public String toString() {
    return "GenericNack[senderSsrc=%d, mediaSsrc=%d, sequenceNumbers=%s]"
        .formatted(senderSsrc, mediaSsrc, Arrays.toString(sequenceNumbers));
  }
}
