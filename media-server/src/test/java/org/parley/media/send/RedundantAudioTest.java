package org.parley.media.send;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.parley.media.api.Codec;
import org.parley.media.api.CodecType;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.Mid;
import org.parley.media.api.NegotiatedCodec;
import org.parley.media.api.TrackId;
import org.parley.media.receive.Lines;
import org.parley.media.receive.Packets;
import org.parley.media.receive.PublisherClock;
import org.parley.media.receive.StreamDemuxer;
import org.parley.media.rtp.ExtensionIds;
import org.parley.media.rtp.RtpPacket;

class RedundantAudioTest {
  /** One redundant block of two bytes, then the newest of three; all of payload type 111. */
  private static final byte[] RED = {(byte) 0xEF, 0x0F, 0x00, 0x02, 0x6F, 1, 2, 7, 8, 9};

  private final List<byte[]> payloads = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();

  private static NegotiatedCodec red(int payloadType) {
    return new NegotiatedCodec(
        payloadType, new Codec(CodecType.RED, 48_000, 2, Map.of()), -1, Set.of());
  }

  private void record(ByteBuf packet) {
    RtpPacket rtp = new RtpPacket();
    assertTrue(rtp.wrap(packet));
    byte[] payload = new byte[rtp.payloadLength()];
    packet.getBytes(rtp.payloadOffset(), payload);
    payloads.add(payload);
    types.add(rtp.payloadType());
  }

  private void forwardTo(NegotiatedCodec... subscriber) {
    MediaLine line = Lines.slot("5", MediaKind.AUDIO, 1, subscriber);
    Slot slot =
        new Slot(
            line,
            ExtensionIds.of(List.of(line)),
            new Subscriber(new ListedOutlet(this::record)),
            (_, _, _) -> {});
    StreamDemuxer demuxer = new StreamDemuxer();
    SourcePacket source = new SourcePacket();
    MediaLine published =
        new MediaLine(
            new Mid("0"),
            MediaKind.AUDIO,
            new TrackId("t"),
            null,
            List.of(red(63), Lines.opus(111)),
            List.of(),
            List.of(),
            List.of(),
            true);
    demuxer.configure(
        List.of(published),
        _ ->
            (_, layer, packet, nowNanos) -> {
              source.read(packet, layer);
              slot.onPacket(source, nowNanos);
            });
    slot.connected(true, 0);
    slot.assign(demuxer.tracks().iterator().next(), new PublisherClock(), 0);
    RtpPacket rtp = new RtpPacket();
    assertTrue(rtp.wrap(Packets.rtp(63, 1, 0, 9, Packets.Ids.NONE, RED)));
    demuxer.onRtp(rtp, 0);
  }

  @Test
  void blocksGetTheSubscribersPayloadType() {
    forwardTo(Lines.opus(109), red(120));
    assertEquals(List.of(120), types);
    byte[] expected = RED.clone();
    expected[0] = (byte) (0x80 | 109);
    expected[4] = 109;
    assertArrayEquals(expected, payloads.getFirst());
  }

  @Test
  void aSubscriberWithoutRedGetsTheNewestBlock() {
    forwardTo(Lines.opus(109));
    assertEquals(List.of(109), types);
    assertArrayEquals(new byte[] {7, 8, 9}, payloads.getFirst());
  }
}
