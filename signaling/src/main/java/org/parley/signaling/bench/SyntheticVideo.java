package org.parley.signaling.bench;

import io.netty.buffer.ByteBuf;

/**
 * Payloads that a forwarder takes for VP8 (RFC 7741): a descriptor with a 15-bit picture id, the
 * header of the frame in its first packet, then a {@link Stamp} and filling.
 */
final class SyntheticVideo {
  static final int PAYLOAD_TYPE = 96;
  static final int RTX_PAYLOAD_TYPE = 97;
  static final int CLOCK_RATE = 90_000;
  static final int MIN_PAYLOAD = 40;

  private static final int DESCRIPTOR = 4;
  private static final int FRAME_HEADER = 10;
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;

  private final int scale;
  private int pictureId;

  /**
   * @param scale by how much the picture is smaller than the whole in both directions
   */
  SyntheticVideo(int scale) {
    this.scale = scale;
  }

  void nextPicture() {
    pictureId = pictureId + 1 & 0x7FFF;
  }

  /** Writes all but the stamp, for which room is left, and returns the index of that room. */
  int write(ByteBuf out, int length, boolean keyframe, boolean first) {
    int start = out.writerIndex();
    // RFC 7741 §4.2: X, S on the first packet of the partition, PID 0; then I; then M and 15 bits.
    out.writeByte(first ? 0x90 : 0x80).writeByte(0x80).writeShort(0x8000 | pictureId);
    if (first) {
      // RFC 6386 §9.1: P bit (0: key frame), version, show_frame, size of the first partition.
      out.writeMediumLE(1000 << 5 | 1 << 4 | (keyframe ? 0 : 1));
      out.writeMedium(0x9D012A).writeShortLE(WIDTH / scale).writeShortLE(HEIGHT / scale);
    } else {
      out.writeZero(FRAME_HEADER);
    }
    out.writeZero(length - DESCRIPTOR - FRAME_HEADER);
    return start + DESCRIPTOR + FRAME_HEADER;
  }

  /** Index of the stamp in a received payload, or -1 when it is none of ours. */
  static int stampOffset(ByteBuf packet, int offset, int length) {
    int descriptor = descriptorLength(packet, offset, length);
    int stamp = descriptor + FRAME_HEADER;
    return descriptor > 0 && stamp + Stamp.LENGTH <= length ? offset + stamp : -1;
  }

  /** True for the packet with which a decoder can begin. */
  static boolean startsKeyframe(ByteBuf packet, int offset, int length) {
    int descriptor = descriptorLength(packet, offset, length);
    return descriptor > 0
        && descriptor + FRAME_HEADER <= length
        && (packet.getByte(offset) & 0x1F) == 0x10
        && (packet.getByte(offset + descriptor) & 1) == 0
        && packet.getMedium(offset + descriptor + 3) == (0x9D012A | 0xFF000000);
  }

  /** RFC 7741 §4.2; a server may have rewritten the descriptor. 0 when it is malformed. */
  private static int descriptorLength(ByteBuf packet, int offset, int length) {
    if (length < 1) {
      return 0;
    }
    if ((packet.getByte(offset) & 0x80) == 0) {
      return 1;
    }
    if (length < 3) {
      return 0;
    }
    int optional = packet.getByte(offset + 1);
    int total = 2;
    if ((optional & 0x80) != 0) {
      total += (packet.getByte(offset + total) & 0x80) != 0 ? 2 : 1;
    }
    if ((optional & 0x40) != 0) {
      total++;
    }
    if ((optional & 0x30) != 0) {
      total++;
    }
    return total <= length ? total : 0;
  }
}
