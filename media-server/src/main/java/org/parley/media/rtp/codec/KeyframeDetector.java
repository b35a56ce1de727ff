package org.parley.media.rtp.codec;

import io.netty.buffer.ByteBuf;
import org.parley.media.api.CodecType;

/** Where a decoder can start, and the size of the picture where the payload says so cheaply. */
public final class KeyframeDetector {
  private static final int MAX_DIMENSION = 0x7FFF;

  private KeyframeDetector() {}

  /**
   * Whether this payload carries the first octets of a key frame. Audio can be decoded from any
   * packet on.
   *
   * @param offset absolute index of the payload
   */
  public static boolean isKeyframeStart(CodecType codec, ByteBuf buffer, int offset, int length) {
    return switch (codec) {
      case OPUS, RED, PCMU, PCMA -> true;
      case VP8 -> Vp8PayloadDescriptor.isKeyframeStart(buffer, offset, length);
      case VP9 -> isVp9KeyframeStart(buffer, offset, length);
      case H264 -> H264Payload.isKeyframeStart(buffer, offset, length);
      // Aggregation header |Z|Y|W W|N|-|-|-|: N is the first packet of a coded video sequence.
      case AV1 -> length > 1 && (buffer.getByte(offset) & 0x88) == 0x08;
    };
  }

  /**
   * Size of the picture, for VP8 key frames, VP9 scalability structures and H.264 parameter sets.
   *
   * @return to be read by {@link #width} and {@link #height}, or -1 when it is not told
   */
  public static int dimensions(CodecType codec, ByteBuf buffer, int offset, int length) {
    return switch (codec) {
      case OPUS, RED, PCMU, PCMA, AV1 -> -1;
      case VP8 -> Vp8PayloadDescriptor.dimensions(buffer, offset, length);
      case VP9 -> {
        boolean told = length > 0 && (buffer.getByte(offset) & 0x02) != 0;
        Vp9PayloadDescriptor descriptor = new Vp9PayloadDescriptor();
        yield told && descriptor.wrap(buffer, offset, length) ? descriptor.dimensions() : -1;
      }
      case H264 -> H264Payload.dimensions(buffer, offset, length);
    };
  }

  /** -1 when the dimensions are unknown. */
  public static int width(int dimensions) {
    return dimensions < 0 ? -1 : dimensions >> 16;
  }

  /** -1 when the dimensions are unknown. */
  public static int height(int dimensions) {
    return dimensions < 0 ? -1 : dimensions & 0xFFFF;
  }

  static int pack(int width, int height) {
    boolean usable = width > 0 && height > 0 && width <= MAX_DIMENSION && height <= MAX_DIMENSION;
    return usable ? width << 16 | height : -1;
  }

  private static boolean isVp9KeyframeStart(ByteBuf buffer, int offset, int length) {
    if (length < 2 || (buffer.getByte(offset) & 0x48) != 0x08) {
      return false;
    }
    int flags = buffer.getByte(offset);
    if ((flags & 0x20) == 0) {
      return true;
    }
    int layer = 1;
    if ((flags & 0x80) != 0) {
      layer += buffer.getByte(offset + 1) < 0 ? 2 : 1;
    }
    return layer < length && (buffer.getByte(offset + layer) >> 1 & 7) == 0;
  }
}
