package org.parley.media.rtp.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * View of a VP8 payload descriptor (RFC 7741 section 4.2) and of the payload header behind it.
 *
 * <pre>
 *       0 1 2 3 4 5 6 7
 *      +-+-+-+-+-+-+-+-+
 *      |X|R|N|S|R| PID | (REQUIRED)
 *      +-+-+-+-+-+-+-+-+
 * X:   |I|L|T|K| RSV   | (OPTIONAL)
 *      +-+-+-+-+-+-+-+-+
 * I:   |M| PictureID   | (OPTIONAL, 7 bits or with M 15 bits)
 *      +-+-+-+-+-+-+-+-+
 * L:   |   TL0PICIDX   | (OPTIONAL)
 *      +-+-+-+-+-+-+-+-+
 * T/K: |TID|Y| KEYIDX  | (OPTIONAL)
 *      +-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Offsets are absolute; a field that is absent reads as -1 and is not written.
 */
public final class Vp8PayloadDescriptor {
  private static final int ABSENT = -1;

  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private int start;
  private int end;
  private int headerLength;
  private int pictureIdOffset;
  private int tl0PicIdxOffset;
  private int layerOffset;
  private boolean hasTemporalId;
  private boolean hasKeyIndex;

  /**
   * @return false when the descriptor does not fit, or no payload follows it
   */
  public boolean wrap(ByteBuf buffer, int offset, int length) {
    this.buffer = buffer;
    start = offset;
    end = offset + length;
    pictureIdOffset = ABSENT;
    tl0PicIdxOffset = ABSENT;
    layerOffset = ABSENT;
    hasTemporalId = false;
    hasKeyIndex = false;
    headerLength = headerLength(buffer, offset, length);
    if (headerLength < 0) {
      return false;
    }
    if ((buffer.getByte(offset) & 0x80) != 0) {
      locate(buffer.getByte(offset + 1), offset + 2);
    }
    return true;
  }

  private void locate(int flags, int first) {
    int at = first;
    if ((flags & 0x80) != 0) {
      pictureIdOffset = at;
      at += PictureId.length(buffer, at);
    }
    if ((flags & 0x40) != 0) {
      tl0PicIdxOffset = at++;
    }
    hasTemporalId = (flags & 0x20) != 0;
    hasKeyIndex = (flags & 0x10) != 0;
    if (hasTemporalId || hasKeyIndex) {
      layerOffset = at;
    }
  }

  /** Length of the descriptor, or -1 when it and one octet of payload do not fit. */
  static int headerLength(ByteBuf buffer, int offset, int length) {
    if (length < 1) {
      return -1;
    }
    int header = 1;
    if ((buffer.getByte(offset) & 0x80) != 0) {
      if (length < 3) {
        return -1;
      }
      int flags = buffer.getByte(offset + 1);
      header = 2;
      if ((flags & 0x80) != 0) {
        header += PictureId.length(buffer, offset + 2);
      }
      if ((flags & 0x40) != 0) {
        header++;
      }
      if ((flags & 0x30) != 0) {
        header++;
      }
    }
    return header < length ? header : -1;
  }

  public int headerLength() {
    return headerLength;
  }

  /** N: the frame may be dropped without harm to others. */
  public boolean nonReference() {
    return (buffer.getByte(start) & 0x20) != 0;
  }

  /** S: the first payload octet is the first of a partition. */
  public boolean startOfPartition() {
    return (buffer.getByte(start) & 0x10) != 0;
  }

  public int partitionIndex() {
    return buffer.getByte(start) & 0x07;
  }

  public boolean hasPictureId() {
    return pictureIdOffset != ABSENT;
  }

  /** M: whether the picture id has 15 bits instead of 7. */
  public boolean longPictureId() {
    return hasPictureId() && PictureId.isLong(buffer, pictureIdOffset);
  }

  /** -1 when absent. */
  public int pictureId() {
    return hasPictureId() ? PictureId.read(buffer, pictureIdOffset) : ABSENT;
  }

  /** Writes as many of the low bits as the field has. */
  public void pictureId(int pictureId) {
    if (hasPictureId()) {
      PictureId.write(buffer, pictureIdOffset, pictureId);
    }
  }

  /** Absolute index, -1 when absent. */
  public int pictureIdOffset() {
    return pictureIdOffset;
  }

  /** Absolute index, -1 when absent. */
  public int tl0PicIdxOffset() {
    return tl0PicIdxOffset;
  }

  /** -1 when absent. */
  public int tl0PicIdx() {
    return tl0PicIdxOffset == ABSENT ? ABSENT : buffer.getUnsignedByte(tl0PicIdxOffset);
  }

  public void tl0PicIdx(int tl0PicIdx) {
    if (tl0PicIdxOffset != ABSENT) {
      buffer.setByte(tl0PicIdxOffset, tl0PicIdx);
    }
  }

  /** TID, -1 when absent. */
  public int temporalId() {
    return hasTemporalId ? buffer.getUnsignedByte(layerOffset) >> 6 : ABSENT;
  }

  /** Y: the frame depends on the base layer only, so a receiver may switch up here. */
  public boolean layerSync() {
    return hasTemporalId && (buffer.getByte(layerOffset) & 0x20) != 0;
  }

  /** KEYIDX, -1 when absent. */
  public int keyIndex() {
    return hasKeyIndex ? buffer.getByte(layerOffset) & 0x1F : ABSENT;
  }

  public void keyIndex(int keyIndex) {
    if (hasKeyIndex) {
      buffer.setByte(layerOffset, (buffer.getByte(layerOffset) & 0xE0) | (keyIndex & 0x1F));
    }
  }

  /** Whether the first octets of a frame are here, key frame or not. */
  public boolean isFrameStart() {
    return startOfPartition() && partitionIndex() == 0;
  }

  /** Whether the first octets of a key frame are here. */
  public boolean isKeyframeStart() {
    return isKeyframeStart(buffer, start, end - start);
  }

  /** Width of the key frame that starts here, or -1. */
  public int width() {
    return KeyframeDetector.width(dimensions(buffer, start, end - start));
  }

  /** Height of the key frame that starts here, or -1. */
  public int height() {
    return KeyframeDetector.height(dimensions(buffer, start, end - start));
  }

  static boolean isKeyframeStart(ByteBuf buffer, int offset, int length) {
    int header = headerLength(buffer, offset, length);
    // S set and PID zero begin a frame; RFC 7741 section 4.3: P is the inverse key frame flag.
    return header > 0
        && (buffer.getByte(offset) & 0x17) == 0x10
        && (buffer.getByte(offset + header) & 0x01) == 0;
  }

  /** Dimensions behind frame tag and start code of a key frame (RFC 6386 section 9.1), or -1. */
  static int dimensions(ByteBuf buffer, int offset, int length) {
    if (!isKeyframeStart(buffer, offset, length)) {
      return -1;
    }
    int header = headerLength(buffer, offset, length);
    int frame = offset + header;
    if (length - header < 10 || buffer.getUnsignedMedium(frame + 3) != 0x9D012A) {
      return -1;
    }
    return KeyframeDetector.pack(
        buffer.getUnsignedShortLE(frame + 6) & 0x3FFF,
        buffer.getUnsignedShortLE(frame + 8) & 0x3FFF);
  }
}
