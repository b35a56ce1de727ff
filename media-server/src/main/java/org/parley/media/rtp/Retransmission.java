package org.parley.media.rtp;

/**
 * The payload of a retransmission packet (RFC 4588 section 4): the original sequence number in two
 * octets, then the original payload.
 */
public final class Retransmission {
  /** Bytes before the original payload. */
  public static final int HEADER_LENGTH = 2;

  private Retransmission() {}

  /** 0 to 65535, or -1 when the payload is too short, as that of a probe of mere padding is. */
  public static int originalSequenceNumber(RtpPacket packet) {
    return packet.payloadLength() < HEADER_LENGTH
        ? -1
        : packet.buffer().getUnsignedShort(packet.payloadOffset());
  }
}
