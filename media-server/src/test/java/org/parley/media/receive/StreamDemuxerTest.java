package org.parley.media.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.media.receive.StreamDemuxer.Outcome.DELIVERED;
import static org.parley.media.receive.StreamDemuxer.Outcome.DUPLICATE;
import static org.parley.media.receive.StreamDemuxer.Outcome.PROBE;
import static org.parley.media.receive.StreamDemuxer.Outcome.UNKNOWN_PAYLOAD_TYPE;
import static org.parley.media.receive.StreamDemuxer.Outcome.UNKNOWN_SOURCE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.api.TrackId;
import org.parley.media.receive.Packets.Ids;
import org.parley.media.receive.StreamDemuxer.Outcome;
import org.parley.media.rtp.RtpPacket;

class StreamDemuxerTest {
  private static final TrackId MICROPHONE = new TrackId("microphone");
  private static final TrackId CAMERA = new TrackId("camera");

  private final StreamDemuxer demuxer = new StreamDemuxer();
  private final List<String> delivered = new ArrayList<>();

  StreamDemuxerTest() {
    demuxer.configure(
        List.of(Lines.microphone("0", MICROPHONE), Lines.camera("1", CAMERA, "q", "h")),
        _ ->
            (track, layer, packet, _) ->
                delivered.add(
                    track.id()
                        + " "
                        + layer.rid()
                        + " "
                        + packet.sequenceNumber()
                        + " "
                        + packet.payloadType()
                        + " "
                        + Integer.toUnsignedString(packet.ssrc())));
  }

  private Outcome receive(ByteBuf packet) {
    RtpPacket rtp = new RtpPacket();
    assertTrue(rtp.wrap(packet));
    return demuxer.onRtp(rtp, 0);
  }

  private static ByteBuf video(int sequence, int ssrc, Ids ids) {
    return Packets.rtp(96, sequence, 0, ssrc, ids, Packets.vp8(false, 1, 1));
  }

  @Test
  void midAndRidNameTheLayerAndTheSsrcIsRemembered() {
    assertEquals(DELIVERED, receive(video(1, 77, Ids.rid("1", "h"))));
    assertEquals(DELIVERED, receive(video(2, 77, Ids.NONE)));
    assertEquals(List.of("camera h 1 96 77", "camera h 2 96 77"), delivered);
  }

  @Test
  void withoutMidThePayloadTypeDecidesWhereItIsUsedOnce() {
    assertEquals(DELIVERED, receive(Packets.rtp(111, 5, 0, 9, Ids.NONE, new byte[] {1})));
    assertEquals(List.of("microphone null 5 111 9"), delivered);
  }

  @Test
  void unknownSourcesAndTypesAreRefused() {
    assertEquals(UNKNOWN_SOURCE, receive(video(1, 78, Ids.rid("1", "x"))));
    assertEquals(UNKNOWN_SOURCE, receive(video(1, 78, Ids.mid("7"))));
    assertEquals(UNKNOWN_SOURCE, receive(video(1, 78, Ids.mid("1"))));
    assertEquals(
        UNKNOWN_PAYLOAD_TYPE,
        receive(Packets.rtp(50, 1, 0, 79, Ids.rid("1", "q"), new byte[] {1})));
    assertTrue(delivered.isEmpty());
  }

  @Test
  void aRetransmissionIsRestoredAndCountsOnce() {
    receive(video(1, 77, Ids.rid("1", "h")));
    receive(video(3, 77, Ids.NONE));
    ByteBuf original = video(2, 77, Ids.NONE);
    RtpPacket view = new RtpPacket();
    assertTrue(view.wrap(original));
    byte[] payload = new byte[view.payloadLength() + 2];
    Unpooled.wrappedBuffer(payload).setShort(0, 2);
    original.getBytes(view.payloadOffset(), payload, 2, view.payloadLength());
    Ids repaired = Ids.repaired("1", "h");
    assertEquals(DELIVERED, receive(Packets.rtp(97, 900, 0, 500, repaired, payload)));
    assertEquals(DUPLICATE, receive(Packets.rtp(97, 901, 0, 500, Ids.NONE, payload)));
    assertEquals("camera h 2 96 77", delivered.getLast());
    assertEquals(PROBE, receive(Packets.rtp(97, 902, 0, 500, Ids.NONE, new byte[0])));
  }

  @Test
  void aRetransmissionOfALayerThatWasNeverSeenIsRefused() {
    assertEquals(
        Outcome.MALFORMED,
        receive(Packets.rtp(97, 1, 0, 500, Ids.repaired("1", "q"), new byte[] {0, 1, 2})));
  }

  @Test
  void floodsOfSsrcsAreBounded() {
    for (int i = 0; i < 10_000; i++) {
      receive(Packets.rtp(111, i, 0, 1000 + i, Ids.mid("0"), new byte[] {1}));
    }
    assertEquals(StreamDemuxer.MAX_SOURCES, delivered.size());
  }

  @Test
  void tracksThatStayKeepTheirStateAndOthersAreReturned() {
    receive(video(1, 77, Ids.rid("1", "h")));
    List<IncomingTrack> gone =
        demuxer.configure(List.of(Lines.camera("1", CAMERA, "q", "h")), _ -> (_, _, _, _) -> {});
    assertEquals(List.of(MICROPHONE), gone.stream().map(IncomingTrack::id).toList());
    assertEquals(DELIVERED, receive(video(2, 77, Ids.NONE)));
    assertEquals(2, delivered.size());
  }

  @Test
  void aGoodbyeFreesTheSsrc() {
    receive(video(1, 77, Ids.rid("1", "h")));
    demuxer.onGoodbye(77);
    assertEquals(UNKNOWN_SOURCE, receive(video(2, 77, Ids.NONE)));
  }
}
