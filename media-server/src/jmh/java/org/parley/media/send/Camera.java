package org.parley.media.send;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.parley.media.api.HeaderExtension;
import org.parley.media.api.HeaderExtensionType;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.Mid;
import org.parley.media.api.TrackId;
import org.parley.media.receive.IncomingTrack;
import org.parley.media.receive.Lines;
import org.parley.media.receive.Packets;
import org.parley.media.receive.PublisherClock;
import org.parley.media.receive.StreamDemuxer;
import org.parley.media.rtp.ExtensionIds;
import org.parley.media.rtp.HeaderExtensionWriter;
import org.parley.media.rtp.RtpPacket;

/** A publisher of VP8 in frames of ten packets, and the slots that carry it. */
public final class Camera {
  public static final int FRAME = 10;

  private static final int PAYLOAD = 1150;
  private static final int SSRC = 100;
  private static final byte[] MID = "1".getBytes(StandardCharsets.US_ASCII);
  private static final List<HeaderExtension> EXTENSIONS =
      List.of(
          new HeaderExtension(Lines.MID_ID, HeaderExtensionType.MID),
          new HeaderExtension(2, HeaderExtensionType.ABSOLUTE_SEND_TIME),
          new HeaderExtension(3, HeaderExtensionType.VIDEO_ORIENTATION),
          new HeaderExtension(5, HeaderExtensionType.PLAYOUT_DELAY));

  private final boolean extended;
  private final StreamDemuxer demuxer = new StreamDemuxer();
  private final RtpPacket[] frame = new RtpPacket[FRAME];
  private final RtpPacket key = new RtpPacket();
  private int sequence;

  /**
   * @param extended whether packets have header extensions, on both sides
   */
  public Camera(boolean extended, IncomingTrack.Sink sink) {
    this.extended = extended;
    demuxer.configure(
        List.of(
            new MediaLine(
                new Mid("1"),
                MediaKind.VIDEO,
                new TrackId("camera"),
                null,
                List.of(Lines.vp8(96)),
                extensions(),
                List.of(),
                List.of(),
                true)),
        _ -> sink);
    for (int i = 0; i < FRAME; i++) {
      frame[i] = new RtpPacket();
      wrap(frame[i], false);
    }
    wrap(key, true);
  }

  private List<HeaderExtension> extensions() {
    return extended ? EXTENSIONS : List.of();
  }

  private void wrap(RtpPacket view, boolean keyframe) {
    ByteBuf packet = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(1500)).clear();
    HeaderExtensionWriter header = new HeaderExtensionWriter();
    header.begin(packet, false, false, 96, 0, 3000, SSRC);
    if (extended) {
      header.add(Lines.MID_ID, MID);
      header.addUnsigned24(2, 1);
      header.addUnsignedByte(3, 0);
      header.addUnsigned24(5, 100);
    }
    header.finish();
    byte[] begin = Packets.vp8(keyframe, 500, 7);
    packet.writeBytes(begin).writeZero(PAYLOAD - begin.length);
    if (!view.wrap(packet)) {
      throw new IllegalStateException("not a packet");
    }
  }

  public IncomingTrack track() {
    return demuxer.tracks().getFirst();
  }

  /** Without it no slot begins. */
  public void keyframe(long nowNanos) {
    send(key, nowNanos);
  }

  /** Ten packets. */
  public void frame(long nowNanos) {
    for (RtpPacket packet : frame) {
      send(packet, nowNanos);
    }
  }

  private void send(RtpPacket packet, long nowNanos) {
    packet.sequenceNumber(sequence++ & 0xFFFF);
    demuxer.onRtp(packet, nowNanos);
  }

  /** Each of a subscriber of its own that is connected; none carries the camera yet. */
  public Slot[] slots(int count, Outlet outlet) {
    Slot[] slots = new Slot[count];
    for (int i = 0; i < count; i++) {
      MediaLine line =
          new MediaLine(
              new Mid("5"),
              MediaKind.VIDEO,
              null,
              new MediaLine.Slot(4000 + 2 * i, 4001 + 2 * i, "cname"),
              List.of(Lines.vp8(120)),
              extensions(),
              List.of(),
              List.of(),
              true);
      slots[i] =
          new Slot(
              line, ExtensionIds.of(List.of(line)), new Subscriber(outlet), (_, _, _) -> refuse());
      slots[i].connected(true, 0);
    }
    return slots;
  }

  private static void refuse() {
    throw new IllegalStateException("the codec is not known");
  }

  /** The packets of a frame as slots get them, by {@code slot}'s camera. */
  static SourcePacket[] sources(boolean extended, Slot slot) {
    SourcePacket[] sources = new SourcePacket[FRAME];
    int[] count = {0};
    Consumer<SourcePacket> first = packet -> slot.onPacket(packet, 0);
    Camera camera =
        new Camera(
            extended,
            (_, layer, packet, _) -> {
              SourcePacket source = new SourcePacket();
              source.read(packet, layer);
              if (count[0] == 0) {
                first.accept(source);
              } else {
                sources[count[0] - 1] = source;
              }
              count[0]++;
            });
    slot.assign(camera.track(), new PublisherClock(), 0);
    camera.keyframe(0);
    camera.frame(0);
    return sources;
  }
}
