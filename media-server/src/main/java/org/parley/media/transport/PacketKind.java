package org.parley.media.transport;

import io.netty.buffer.ByteBuf;

/** What a packet is by its first two bytes (RFC 7983 section 7, RFC 5761 section 4). */
enum PacketKind {
  STUN,
  DTLS,
  RTP,
  RTCP,
  UNKNOWN;

  private static final int SMALLEST_MEDIA = 12;

  static PacketKind of(ByteBuf packet) {
    int length = packet.readableBytes();
    if (length < 2) {
      return UNKNOWN;
    }
    int first = packet.getUnsignedByte(packet.readerIndex());
    if (first <= 3) {
      return STUN;
    }
    if (first >= 20 && first <= 63) {
      return DTLS;
    }
    if (first >= 128 && first <= 191 && length >= SMALLEST_MEDIA) {
      int second = packet.getUnsignedByte(packet.readerIndex() + 1);
      return second >= 192 && second <= 223 ? RTCP : RTP;
    }
    return UNKNOWN;
  }
}
