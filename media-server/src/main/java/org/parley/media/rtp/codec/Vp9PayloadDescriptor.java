package org.parley.media.rtp.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * View of a VP9 payload descriptor (RFC 9628 section 4.2).
 *
 * <pre>
 *       0 1 2 3 4 5 6 7
 *      +-+-+-+-+-+-+-+-+
 *      |I|P|L|F|B|E|V|Z| (REQUIRED)
 *      +-+-+-+-+-+-+-+-+
 * I:   |M| PICTURE ID  | (7 bits, or with M 15 bits)
 *      +-+-+-+-+-+-+-+-+
 * L:   | TID |U| SID |D| (CONDITIONALLY RECOMMENDED)
 *      +-+-+-+-+-+-+-+-+
 *      |   TL0PICIDX   | (with L and without F)
 *      +-+-+-+-+-+-+-+-+
 * P,F: | P_DIFF      |N| (up to 3 times)
 *      +-+-+-+-+-+-+-+-+
 * V:   | SS            |
 *      | ..            |
 *      +-+-+-+-+-+-+-+-+
 * SS:  | N_S |Y|G|-|-|-| then with Y N_S + 1 times WIDTH, HEIGHT of 16 bits,
 *                        with G N_G and N_G times | TID |U| R |-|-| and R times P_DIFF
 * </pre>
 */
public final class Vp9PayloadDescriptor {
  private static final int ABSENT = -1;
  private static final int MAX_REFERENCES = 3;

  private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
  private int start;
  private int headerLength;
  private int pictureIdOffset;
  private int layerOffset;
  private int tl0PicIdxOffset;
  private int dimensions;

  /**
   * @return false when the descriptor is malformed or does not fit
   */
  public boolean wrap(ByteBuf buffer, int offset, int length) {
    this.buffer = buffer;
    start = offset;
    pictureIdOffset = ABSENT;
    layerOffset = ABSENT;
    tl0PicIdxOffset = ABSENT;
    dimensions = ABSENT;
    headerLength = 0;
    int end = offset + length;
    if (length < 1) {
      return false;
    }
    int at = references(offset + 1, end);
    if (at >= 0 && (flags() & 0x02) != 0) {
      at = scalabilityStructure(at, end);
    }
    if (at < 0) {
      return false;
    }
    headerLength = at - offset;
    return true;
  }

  /** Locates everything before the scalability structure; returns its end or -1. */
  private int references(int first, int end) {
    int flags = flags();
    boolean flexible = (flags & 0x10) != 0;
    int at = first;
    if ((flags & 0x80) != 0) {
      if (at >= end) {
        return -1;
      }
      pictureIdOffset = at;
      at += PictureId.length(buffer, at);
    } else if (flexible) {
      // RFC 9628 section 4.2: in flexible mode the picture id must be present.
      return -1;
    }
    if ((flags & 0x20) != 0) {
      layerOffset = at++;
      if (!flexible) {
        tl0PicIdxOffset = at++;
      }
    }
    if (flexible && (flags & 0x40) != 0) {
      boolean more = true;
      for (int i = 0; more; i++) {
        if (i == MAX_REFERENCES || at >= end) {
          return -1;
        }
        more = (buffer.getByte(at++) & 0x01) != 0;
      }
    }
    return at <= end ? at : -1;
  }

  /** Reads the structure at {@code first}; returns its end or -1. */
  private int scalabilityStructure(int first, int end) {
    if (first >= end) {
      return -1;
    }
    int structure = buffer.getUnsignedByte(first);
    int at = first + 1;
    if ((structure & 0x10) != 0) {
      int layers = (structure >> 5) + 1;
      if (at + 4 * layers > end) {
        return -1;
      }
      at += 4 * layers;
      dimensions =
          KeyframeDetector.pack(buffer.getUnsignedShort(at - 4), buffer.getUnsignedShort(at - 2));
    }
    return (structure & 0x08) != 0 ? pictureGroup(at, end) : at;
  }

  private int pictureGroup(int first, int end) {
    if (first >= end) {
      return -1;
    }
    int pictures = buffer.getUnsignedByte(first);
    int at = first + 1;
    for (int i = 0; i < pictures; i++) {
      if (at >= end) {
        return -1;
      }
      at += 1 + (buffer.getUnsignedByte(at) >> 2 & 3);
    }
    return at <= end ? at : -1;
  }

  private int flags() {
    return buffer.getUnsignedByte(start);
  }

  public int headerLength() {
    return headerLength;
  }

  /** P: the frame is predicted from earlier pictures. */
  public boolean interPicturePredicted() {
    return (flags() & 0x40) != 0;
  }

  /** F. */
  public boolean flexibleMode() {
    return (flags() & 0x10) != 0;
  }

  /** B: first packet of a layer frame. */
  public boolean startOfFrame() {
    return (flags() & 0x08) != 0;
  }

  /** E: last packet of a layer frame. */
  public boolean endOfFrame() {
    return (flags() & 0x04) != 0;
  }

  /** V. */
  public boolean hasScalabilityStructure() {
    return (flags() & 0x02) != 0;
  }

  /** Z: no higher spatial layer is predicted from this frame. */
  public boolean notReferencedBySpatialLayers() {
    return (flags() & 0x01) != 0;
  }

  public boolean hasPictureId() {
    return pictureIdOffset != ABSENT;
  }

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

  /** TID, -1 when absent. */
  public int temporalId() {
    return layerOffset == ABSENT ? ABSENT : buffer.getUnsignedByte(layerOffset) >> 5;
  }

  /** U: a receiver may switch up to this temporal layer here. */
  public boolean switchingUpPoint() {
    return layerOffset != ABSENT && (buffer.getByte(layerOffset) & 0x10) != 0;
  }

  /** SID, -1 when absent. */
  public int spatialId() {
    return layerOffset == ABSENT ? ABSENT : buffer.getByte(layerOffset) >> 1 & 7;
  }

  /** D: predicted from a lower spatial layer of the same picture. */
  public boolean interLayerPredicted() {
    return layerOffset != ABSENT && (buffer.getByte(layerOffset) & 0x01) != 0;
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

  /** Size of the highest spatial layer as {@link KeyframeDetector} packs it, or -1. */
  public int dimensions() {
    return dimensions;
  }

  /** Whether a key picture starts here: its lowest spatial layer, not predicted from others. */
  public boolean isKeyframeStart() {
    return !interPicturePredicted() && startOfFrame() && spatialId() <= 0;
  }
}
