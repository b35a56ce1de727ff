package org.parley.media.rtp.codec;

import io.netty.buffer.ByteBuf;

/**
 * The picture id of VP8 (RFC 7741 section 4.2) and VP9 (RFC 9628 section 4.2), in its place in a
 * buffer: 7 bits, or 15 behind a set bit M.
 */
final class PictureId {
  private PictureId() {}

  static boolean isLong(ByteBuf buffer, int offset) {
    return buffer.getByte(offset) < 0;
  }

  /** In octets. */
  static int length(ByteBuf buffer, int offset) {
    return isLong(buffer, offset) ? 2 : 1;
  }

  static int read(ByteBuf buffer, int offset) {
    return isLong(buffer, offset)
        ? buffer.getUnsignedShort(offset) & 0x7FFF
        : buffer.getByte(offset);
  }

  /** Writes as many of the low bits as the field has. */
  static void write(ByteBuf buffer, int offset, int pictureId) {
    if (isLong(buffer, offset)) {
      buffer.setShort(offset, 0x8000 | pictureId);
    } else {
      buffer.setByte(offset, pictureId & 0x7F);
    }
  }
}
