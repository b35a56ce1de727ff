package org.parley.media.sctp.packet;

import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;

/** The CRC32c of a packet whose checksum field counts as zero (RFC 9260 section 6.8). */
public final class Checksum {
  static final int OFFSET = 8;
  private static final byte[] ZERO = new byte[Integer.BYTES];

  private final CRC32C crc = new CRC32C();

  /** The checksum field, in the order of bytes that the wire wants (RFC 9260 appendix A). */
  int of(ByteBuf packet, int start, int end) {
    crc.reset();
    update(packet, start, start + OFFSET);
    crc.update(ZERO, 0, ZERO.length);
    update(packet, start + PacketView.HEADER_LENGTH, end);
    return Integer.reverseBytes((int) crc.getValue());
  }

  private void update(ByteBuf packet, int from, int to) {
    if (packet.hasArray()) {
      crc.update(packet.array(), packet.arrayOffset() + from, to - from);
    } else {
      // Of one loop, and not kept: the buffer's own view will do, and makes no object.
      crc.update(packet.internalNioBuffer(from, to - from));
    }
  }
}
