package org.parley.media.send;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.CodecType;
import org.parley.media.api.HeaderExtensionType;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.NegotiatedCodec;
import org.parley.media.rtp.ExtensionIds;
import org.parley.media.rtp.ExtensionValues;
import org.parley.media.rtp.HeaderExtensionWriter;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.codec.RedPayload;

/**
 * Writes a source's packet as one of a slot: header, the subscriber's extension ids, payload,
 * picture counters.
 */
final class PacketWriter {
  private static final int HEADER_ROOM = 12 + 4 + 256;

  private final Outlet outlet;
  private final MediaKind kind;
  private final HeaderExtensionWriter header = new HeaderExtensionWriter();
  private MediaLine.Slot slot;
  private final byte[] mid;
  private final int[] forwardedIds = new int[SourcePacket.forwarded().length];
  private int midId;
  private int sendTimeId;
  private boolean alwaysTwoByte;
  private boolean announceMid = true;
  private int rtxSequence;

  PacketWriter(MediaLine line, ExtensionIds extensions, Outlet outlet) {
    this.outlet = outlet;
    this.kind = line.kind();
    this.mid = line.mid().value().getBytes(StandardCharsets.US_ASCII);
    this.slot = slotOf(line);
    readIds(extensions);
  }

  void update(MediaLine line, ExtensionIds extensions) {
    this.slot = slotOf(line);
    readIds(extensions);
  }

  private void readIds(ExtensionIds extensions) {
    midId = extensions.id(HeaderExtensionType.MID);
    sendTimeId = extensions.id(HeaderExtensionType.ABSOLUTE_SEND_TIME);
    HeaderExtensionType[] types = SourcePacket.forwarded();
    for (int i = 0; i < types.length; i++) {
      forwardedIds[i] = extensions.id(types[i]);
    }
    alwaysTwoByte =
        HeaderExtensionWriter.needsTwoByteForm(midId, mid.length)
            || HeaderExtensionWriter.needsTwoByteForm(sendTimeId, 3);
  }

  private static MediaLine.Slot slotOf(MediaLine line) {
    MediaLine.Slot slot = line.slot();
    if (slot == null) {
      throw new IllegalArgumentException("m-line " + line.mid() + " has no slot");
    }
    return slot;
  }

  /**
   * The subscriber has bound the SSRC to its m-line; the mid need not be repeated (RFC 8843 section
   * 9.2).
   */
  void stopAnnouncingMid() {
    announceMid = false;
  }

  /**
   * @return bytes of plain text sent
   */
  int media(
      SourcePacket source,
      Mapping mapping,
      NegotiatedCodec codec,
      @Nullable NegotiatedCodec opus,
      int sequence,
      long nowNanos) {
    RtpPacket rtp = source.rtp();
    ByteBuf out = outlet.begin(HEADER_ROOM + rtp.payloadLength() + source.padding());
    int start = out.writerIndex();
    boolean twoByte = needsTwoBytes(source);
    header.begin(
        out,
        twoByte,
        rtp.marker(),
        codec.payloadType(),
        sequence,
        mapping.timestamp(rtp.timestamp()),
        slot.ssrc());
    extensions(source, mapping, out, nowNanos);
    if (source.codec().codec().type() == CodecType.RED) {
      redundant(source, codec, opus, out);
    } else {
      payload(source, mapping, out);
      pad(out, start, source.padding());
    }
    int bytes = out.writerIndex() - start;
    outlet.send(start, kind);
    return bytes;
  }

  /** The same packet again as a retransmission (RFC 4588 section 4). */
  int retransmission(
      SourcePacket source, Mapping mapping, NegotiatedCodec codec, int sequence, long nowNanos) {
    RtpPacket rtp = source.rtp();
    ByteBuf out = outlet.begin(HEADER_ROOM + 2 + rtp.payloadLength());
    int start = out.writerIndex();
    header.begin(
        out,
        needsTwoBytes(source),
        rtp.marker(),
        codec.rtxPayloadType(),
        rtxSequence++ & 0xFFFF,
        mapping.timestamp(rtp.timestamp()),
        slot.rtxSsrc());
    extensions(source, mapping, out, nowNanos);
    out.writeShort(sequence);
    payload(source, mapping, out);
    int bytes = out.writerIndex() - start;
    outlet.send(start, kind);
    return bytes;
  }

  /** RFC 3550 section 5.1: the last octet counts the padding, itself included. */
  private static void pad(ByteBuf out, int start, int padding) {
    if (padding > 0) {
      out.setByte(start, out.getByte(start) | 0x20);
      out.writeZero(padding - 1);
      out.writeByte(padding);
    }
  }

  /** Redundant audio (RFC 2198): with the subscriber's payload types, or its newest block alone. */
  private static void redundant(
      SourcePacket source, NegotiatedCodec codec, @Nullable NegotiatedCodec opus, ByteBuf out) {
    RtpPacket rtp = source.rtp();
    ByteBuf in = rtp.buffer();
    int at = out.writerIndex();
    if (codec.codec().type() == CodecType.RED) {
      out.writeBytes(in, rtp.payloadOffset(), rtp.payloadLength());
      if (opus != null) {
        RedPayload.remapPayloadTypes(out, at, rtp.payloadLength(), opus.payloadType());
      }
      return;
    }
    long block = RedPayload.primaryBlock(in, rtp.payloadOffset(), rtp.payloadLength());
    if (block >= 0) {
      out.writeBytes(in, (int) block, (int) (block >>> 32));
    }
  }

  private void payload(SourcePacket source, Mapping mapping, ByteBuf out) {
    RtpPacket rtp = source.rtp();
    int at = out.writerIndex();
    out.writeBytes(rtp.buffer(), rtp.payloadOffset(), rtp.payloadLength());
    source.patch(out, at, mapping);
  }

  private void extensions(SourcePacket source, Mapping mapping, ByteBuf out, long nowNanos) {
    if (announceMid && midId != 0) {
      header.add(midId, mid);
    }
    if (sendTimeId != 0) {
      header.addUnsigned24(sendTimeId, ExtensionValues.absoluteSendTime(nowNanos));
    }
    if (source.extended()) {
      forward(source, mapping, out);
    }
    header.finish();
  }

  private void forward(SourcePacket source, Mapping mapping, ByteBuf out) {
    HeaderExtensionType[] types = SourcePacket.forwarded();
    for (int i = 0; i < types.length; i++) {
      long found = source.extension(i);
      int id = forwardedIds[i];
      if (found < 0 || id == 0) {
        continue;
      }
      int at = RtpPacket.extensionOffset(found);
      int length = RtpPacket.extensionLength(found);
      header.add(id, source.rtp().buffer(), at, length);
      if (types[i] == HeaderExtensionType.DEPENDENCY_DESCRIPTOR && source.frameNumber() >= 0) {
        out.setShort(
            out.writerIndex() - length + 1, source.frameNumber() + mapping.frameNumberOffset());
      }
    }
  }

  private boolean needsTwoBytes(SourcePacket source) {
    if (alwaysTwoByte || !source.extended()) {
      return alwaysTwoByte;
    }
    for (int i = 0; i < forwardedIds.length; i++) {
      long found = source.extension(i);
      int id = forwardedIds[i];
      if (found >= 0
          && id != 0
          && HeaderExtensionWriter.needsTwoByteForm(id, RtpPacket.extensionLength(found))) {
        return true;
      }
    }
    return false;
  }
}
