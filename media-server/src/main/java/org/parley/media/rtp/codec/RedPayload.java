package org.parley.media.rtp.codec;

import io.netty.buffer.ByteBuf;

/**
 * Redundant audio data (RFC 2198 section 3): block headers, the last one with F = 0, then the
 * blocks.
 *
 * <pre>
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |F|   block PT  |  timestamp offset         |   block length    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0|   block PT  |
 * +-+-+-+-+-+-+-+-+
 * </pre>
 */
public final class RedPayload {
  private RedPayload() {}

  /**
   * Gives every block another payload type, in place.
   *
   * @param offset absolute index of the payload
   * @return false, with nothing changed, when the headers or the blocks do not fit
   */
  public static boolean remapPayloadTypes(
      ByteBuf buffer, int offset, int length, int newPayloadType) {
    int last = lastHeader(buffer, offset, length);
    if (last < 0) {
      return false;
    }
    for (int at = offset; at < last; at += 4) {
      buffer.setByte(at, 0x80 | (newPayloadType & 0x7F));
    }
    buffer.setByte(last, newPayloadType & 0x7F);
    return true;
  }

  /**
   * The primary block, which is the last: its length and absolute index packed, or -1 when the
   * payload is malformed.
   */
  public static long primaryBlock(ByteBuf buffer, int offset, int length) {
    int last = lastHeader(buffer, offset, length);
    if (last < 0) {
      return -1;
    }
    int block = last + 1;
    for (int at = offset; at < last; at += 4) {
      block += blockLength(buffer, at);
    }
    return (long) (offset + length - block) << 32 | block;
  }

  /** Absolute index of the header with F = 0, or -1. */
  private static int lastHeader(ByteBuf buffer, int offset, int length) {
    int end = offset + length;
    int redundant = 0;
    int at = offset;
    while (at < end && buffer.getByte(at) < 0) {
      if (at + 4 > end) {
        return -1;
      }
      redundant += blockLength(buffer, at);
      at += 4;
    }
    return at < end && at + 1 + redundant <= end ? at : -1;
  }

  private static int blockLength(ByteBuf buffer, int header) {
    return buffer.getUnsignedShort(header + 2) & 0x3FF;
  }
}
