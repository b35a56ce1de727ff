package org.parley.media.send;

import io.netty.buffer.ByteBuf;
import org.parley.media.api.CodecType;
import org.parley.media.api.HeaderExtensionType;
import org.parley.media.api.NegotiatedCodec;
import org.parley.media.receive.LayerReceiver;
import org.parley.media.rtp.ExtensionIds;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.codec.Vp8PayloadDescriptor;

/**
 * A publisher's packet with all that its subscribers need to know, read once for all of them.
 * Reused: valid until the next packet is read.
 */
public final class SourcePacket {
  static final int ABSENT = -1;

  /** The extensions that pass from publisher to subscriber as they are. */
  private static final HeaderExtensionType[] FORWARDED = {
    HeaderExtensionType.AUDIO_LEVEL,
    HeaderExtensionType.VIDEO_ORIENTATION,
    HeaderExtensionType.PLAYOUT_DELAY,
    HeaderExtensionType.DEPENDENCY_DESCRIPTOR
  };

  private final Vp8PayloadDescriptor vp8 = new Vp8PayloadDescriptor();
  private final long[] extensions = new long[FORWARDED.length];
  private RtpPacket rtp = new RtpPacket();
  private LayerReceiver layer;
  private NegotiatedCodec codec;
  private long sequence;
  private boolean keyframeStart;
  private int padding;
  private boolean extended;
  private int pictureId;
  private int pictureIdAt;
  private boolean pictureIdLong;
  private int tl0PictureIndex;
  private int tl0At;
  private int frameNumber;

  /** Wraps nothing yet. */
  @SuppressWarnings("NullAway.Init") // reading is the first call on every path
  public SourcePacket() {}

  /**
   * The packet that {@code layer} has just accepted; on the publisher's loop.
   *
   * @param packet wrapped
   */
  public void read(RtpPacket packet, LayerReceiver layer) {
    sequence = layer.sequence();
    keyframeStart = layer.keyframeStart();
    describe(packet, layer, layer.codec());
  }

  /** A packet of the layer's history, of which nothing but its content matters; on any loop. */
  void readAgain(RtpPacket packet, LayerReceiver layer) {
    sequence = packet.sequenceNumber();
    keyframeStart = false;
    describe(packet, layer, layer.codec());
  }

  /** The same packet as {@code original} in another place. */
  public void readCopy(RtpPacket copy, SourcePacket original) {
    sequence = original.sequence;
    keyframeStart = original.keyframeStart;
    describe(copy, original.layer, original.codec);
  }

  private void describe(RtpPacket packet, LayerReceiver layer, NegotiatedCodec codec) {
    ExtensionIds ids = layer.extensions();
    this.rtp = packet;
    this.layer = layer;
    this.codec = codec;
    padding = 0;
    pictureId = ABSENT;
    tl0PictureIndex = ABSENT;
    frameNumber = ABSENT;
    extended = packet.firstExtension() != RtpPacket.NONE;
    for (int i = 0; i < FORWARDED.length; i++) {
      int id = extended ? ids.id(FORWARDED[i]) : 0;
      extensions[i] = id == 0 ? ABSENT : packet.findExtension(id);
    }
    ByteBuf buffer = packet.buffer();
    long descriptor = extension(HeaderExtensionType.DEPENDENCY_DESCRIPTOR);
    if (descriptor >= 0 && RtpPacket.extensionLength(descriptor) >= 3) {
      frameNumber = buffer.getUnsignedShort(RtpPacket.extensionOffset(descriptor) + 1);
    }
    if (codec.codec().type() == CodecType.VP8
        && vp8.wrap(buffer, packet.payloadOffset(), packet.payloadLength())) {
      if (vp8.hasPictureId()) {
        pictureId = vp8.pictureId();
        pictureIdAt = vp8.pictureIdOffset() - packet.payloadOffset();
        pictureIdLong = vp8.longPictureId();
      }
      if (vp8.tl0PicIdx() >= 0) {
        tl0PictureIndex = vp8.tl0PicIdx();
        tl0At = vp8.tl0PicIdxOffset() - packet.payloadOffset();
      }
    }
  }

  /** Lets go of the layer, whose history would be kept as long as this is not read into again. */
  @SuppressWarnings("NullAway") // nothing is asked of it before it is read into again
  public void clear() {
    layer = null;
    codec = null;
  }

  public RtpPacket rtp() {
    return rtp;
  }

  public LayerReceiver layer() {
    return layer;
  }

  NegotiatedCodec codec() {
    return codec;
  }

  /** Unwrapped sequence number. */
  long sequence() {
    return sequence;
  }

  boolean keyframeStart() {
    return keyframeStart;
  }

  /** Bytes that make the packet as long as its neighbours, so that they can leave as one. */
  int padding() {
    return padding;
  }

  public void padding(int bytes) {
    padding = bytes;
  }

  /** Whether both differ in nothing but their payload's length, as far as that shows outside. */
  public boolean isShapedLike(SourcePacket other) {
    return layer == other.layer && rtp.headerLength() == other.rtp.headerLength();
  }

  /** The forwarded extension as {@link RtpPacket#findExtension} packs it, or negative. */
  public long extension(HeaderExtensionType type) {
    for (int i = 0; i < FORWARDED.length; i++) {
      if (FORWARDED[i] == type) {
        return extensions[i];
      }
    }
    return ABSENT;
  }

  /** Whether there are header extensions, ours or not. */
  boolean extended() {
    return extended;
  }

  static HeaderExtensionType[] forwarded() {
    return FORWARDED;
  }

  long extension(int index) {
    return extensions[index];
  }

  /** VP8 picture id, or {@link #ABSENT}. */
  int pictureId() {
    return pictureId;
  }

  /** VP8 TL0PICIDX, or {@link #ABSENT}. */
  int tl0PictureIndex() {
    return tl0PictureIndex;
  }

  /** frame_number of the dependency descriptor, or {@link #ABSENT}. */
  int frameNumber() {
    return frameNumber;
  }

  /**
   * Writes the mapped picture counters over the copy of the payload that begins at {@code payload}.
   */
  void patch(ByteBuf out, int payload, Mapping mapping) {
    if (pictureId != ABSENT) {
      int mapped = pictureId + mapping.pictureIdOffset();
      if (pictureIdLong) {
        out.setShort(payload + pictureIdAt, mapped & 0x7FFF | 0x8000);
      } else {
        out.setByte(payload + pictureIdAt, mapped & 0x7F);
      }
    }
    if (tl0PictureIndex != ABSENT) {
      out.setByte(payload + tl0At, tl0PictureIndex + mapping.tl0Offset());
    }
  }
}
