package org.parley.turn.stream;

import io.netty.buffer.ByteBuf;

/**
 * How long the message is that a stream goes on with.
 *
 * <pre>
 *  STUN, RFC 8489 §5                     ChannelData on a stream, RFC 8656 §12.5
 *  00 type (2) length (2) cookie (4)     01 number (2) length (2)
 *  transaction (12), length bytes        length bytes, padding to 4
 * </pre>
 */
final class StreamFraming {
  /** The length is not known yet. */
  static final int INCOMPLETE = 0;

  /** This is neither: nothing tells where the next message would begin. */
  static final int GARBAGE = -1;

  /** Bytes after which the length is known. */
  static final int PREFIX = 4;

  private static final int STUN_HEADER = 20;
  private static final int COOKIE_END = 8;
  private static final int MAGIC_COOKIE = 0x2112A442;

  private StreamFraming() {}

  /**
   * @return with header and padding; it may be more than is readable
   */
  static int length(ByteBuf in) {
    int at = in.readerIndex();
    int readable = in.readableBytes();
    if (readable == 0) {
      return INCOMPLETE;
    }
    int kind = in.getUnsignedByte(at) >>> 6;
    if (kind > 1) {
      return GARBAGE;
    }
    if (readable < PREFIX) {
      return INCOMPLETE;
    }
    int length = in.getUnsignedShort(at + 2);
    if (kind == 1) {
      return PREFIX + (length + 3 & ~3);
    }
    boolean foreign = readable >= COOKIE_END && in.getInt(at + PREFIX) != MAGIC_COOKIE;
    return foreign || (length & 3) != 0 ? GARBAGE : STUN_HEADER + length;
  }
}
