package org.parley.media.transport.srtp;

/** The 48-bit index of an SRTP packet: rollover counter and sequence number. */
final class PacketIndex {
  /** No packet of this source so far. */
  static final long NONE = -1;

  static final long MAX = (1L << 48) - 1;

  private PacketIndex() {}

  /**
   * The index that a sequence number most likely stands for (RFC 3711 section 3.3.1, appendix A).
   *
   * @param highest index so far, or {@link #NONE}
   * @return negative when it would lie before the first rollover counter
   */
  static long estimate(long highest, int sequenceNumber) {
    if (highest == NONE) {
      return sequenceNumber;
    }
    int last = (int) highest & 0xFFFF;
    long rollover = highest >>> 16;
    if (last < 0x8000) {
      if (sequenceNumber - last > 0x8000) {
        rollover--;
      }
    } else if (last - 0x8000 > sequenceNumber) {
      rollover++;
    }
    return (rollover << 16) + sequenceNumber;
  }
}
