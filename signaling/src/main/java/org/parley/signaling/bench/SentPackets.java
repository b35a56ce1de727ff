package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The last packets of one stream before encryption, for those who ask for them again. */
final class SentPackets {
  private static final int SIZE = 512;
  private static final int HEADER = 12;

  private record Sent(int sequenceNumber, byte[] packet) {}

  private final @Nullable Sent[] packets = new @Nullable Sent[SIZE];
  private final int rtxSsrc;
  private int next;

  SentPackets(int rtxSsrc) {
    this.rtxSsrc = rtxSsrc;
  }

  void add(ByteBuf packet) {
    byte[] copy = new byte[packet.readableBytes()];
    packet.getBytes(packet.readerIndex(), copy);
    int sequenceNumber = packet.getUnsignedShort(packet.readerIndex() + 2);
    packets[sequenceNumber % SIZE] = new Sent(sequenceNumber, copy);
  }

  /**
   * Writes the packet as a retransmission (RFC 4588 section 4).
   *
   * @return false when it is no longer known
   */
  boolean write(int sequenceNumber, ByteBuf out) {
    Sent sent = packets[sequenceNumber % SIZE];
    if (sent == null || sent.sequenceNumber() != sequenceNumber) {
      return false;
    }
    byte[] original = sent.packet();
    int start = out.writerIndex();
    boolean extended = (original[0] & 0x10) != 0;
    int header =
        extended
            ? HEADER + 4 + 4 * ((original[HEADER + 2] & 0xFF) << 8 | original[HEADER + 3] & 0xFF)
            : HEADER;
    out.writeBytes(original, 0, header).writeShort(sequenceNumber);
    out.writeBytes(original, header, original.length - header);
    out.setByte(start + 1, original[1] & 0x80 | SyntheticVideo.RTX_PAYLOAD_TYPE);
    out.setShort(start + 2, next++).setInt(start + 8, rtxSsrc);
    if (extended) {
      // RFC 8852 §3.2: of a repair stream the name is that of the repaired one. Behind the MID.
      int rid = start + HEADER + 4 + 1 + SdpOffer.MID.length();
      out.setByte(rid, SdpOffer.REPAIRED_RID_EXTENSION << 4 | out.getByte(rid) & 0x0F);
    }
    return true;
  }
}
