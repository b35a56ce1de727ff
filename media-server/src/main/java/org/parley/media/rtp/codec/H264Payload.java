package org.parley.media.rtp.codec;

import io.netty.buffer.ByteBuf;

/**
 * NAL units in an H.264 payload (RFC 6184 section 5.2): single ones, STAP-A and FU-A.
 *
 * <pre>
 * +---------------+   STAP-A: type 24, then 16 bits of size before each unit
 * |0|1|2|3|4|5|6|7|   FU-A:   type 28, then |S|E|R| type of the fragmented unit |
 * +-+-+-+-+-+-+-+-+
 * |F|NRI|  Type   |
 * +---------------+
 * </pre>
 */
final class H264Payload {
  private static final int IDR = 5;
  private static final int SPS = 7;
  private static final int STAP_A = 24;
  private static final int FU_A = 28;

  private H264Payload() {}

  /**
   * Whether an IDR picture starts here, by its sequence parameter set or its first slice. Both
   * count because the set travels in the packet before the slice or in none at all.
   */
  static boolean isKeyframeStart(ByteBuf buffer, int offset, int length) {
    if (length < 2) {
      return false;
    }
    int type = buffer.getByte(offset) & 0x1F;
    return switch (type) {
      case STAP_A ->
          find(SPS, buffer, offset, length) >= 0 || hasFirstIdrSlice(buffer, offset, length);
      case FU_A -> {
        int fragment = buffer.getUnsignedByte(offset + 1);
        yield (fragment & 0x80) != 0
            && startsPicture(fragment & 0x1F, buffer, offset + 2, length - 2);
      }
      default -> startsPicture(type, buffer, offset + 1, length - 1);
    };
  }

  private static boolean hasFirstIdrSlice(ByteBuf buffer, int offset, int length) {
    long unit = find(IDR, buffer, offset, length);
    return unit >= 0 && startsPicture(IDR, buffer, (int) unit + 1, (int) (unit >>> 32) - 1);
  }

  /** A slice starts its picture when first_mb_in_slice is 0, the Exp-Golomb code of one bit. */
  private static boolean startsPicture(int type, ByteBuf buffer, int body, int bodyLength) {
    return type == SPS || (type == IDR && bodyLength > 0 && buffer.getByte(body) < 0);
  }

  /** The first unit of a STAP-A with this type: length and absolute index, or -1. */
  private static long find(int type, ByteBuf buffer, int offset, int length) {
    int end = offset + length;
    int at = offset + 1;
    while (at + 2 < end) {
      int size = buffer.getUnsignedShort(at);
      at += 2;
      if (size == 0 || at + size > end) {
        return -1;
      }
      if ((buffer.getByte(at) & 0x1F) == type) {
        return (long) size << 32 | at;
      }
      at += size;
    }
    return -1;
  }

  /** Dimensions of the sequence parameter set in this payload, or -1. */
  static int dimensions(ByteBuf buffer, int offset, int length) {
    if (length < 2) {
      return -1;
    }
    return switch (buffer.getByte(offset) & 0x1F) {
      case SPS -> H264SequenceParameterSet.dimensions(buffer, offset + 1, length - 1);
      case STAP_A -> {
        long unit = find(SPS, buffer, offset, length);
        yield unit < 0
            ? -1
            : H264SequenceParameterSet.dimensions(buffer, (int) unit + 1, (int) (unit >>> 32) - 1);
      }
      default -> -1;
    };
  }
}
