package org.parley.media.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.TrackId;
import org.parley.media.receive.IncomingTrack;
import org.parley.media.receive.Lines;
import org.parley.media.receive.Packets;
import org.parley.media.receive.PublisherClock;
import org.parley.media.receive.StreamDemuxer;
import org.parley.media.rtp.ExtensionIds;
import org.parley.media.rtp.RtpPacket;

class PendingPacketsTest {
  private final PendingPackets pending = new PendingPackets();
  private final StreamDemuxer camera = new StreamDemuxer();

  PendingPacketsTest() {
    camera.configure(
        List.of(Lines.camera("1", new TrackId("camera"))),
        _ ->
            (_, layer, packet, _) -> {
              SourcePacket source = new SourcePacket();
              source.read(packet, layer);
              pending.add(source);
            });
  }

  private void send(int sequence, int payloadLength) {
    byte[] payload = Arrays.copyOf(Packets.vp8(sequence == 1, 1, 1), payloadLength);
    RtpPacket rtp = new RtpPacket();
    assertTrue(rtp.wrap(Packets.rtp(96, sequence, 0, 100, Packets.Ids.mid("1"), payload)));
    camera.onRtp(rtp, 0);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          1000 1000 1001 1001, 1 1 0 0
          1000 1000 1000 400,  0 0 0 0
          1001 1000 1000,      0 1 0
          1000 1017,           0 0
          1000 1016 1000 900,  16 0 0 0
          700,                 0
          """)
  void neighboursOfAlmostOneLengthAreMadeEqual(String lengths, String paddings) {
    int sequence = 1;
    for (String length : lengths.split(" ")) {
      send(sequence++, Integer.parseInt(length));
    }
    pending.level(MediaKind.VIDEO);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < pending.size(); i++) {
      found.add(Integer.toString(pending.get(i).padding()));
    }
    assertEquals(paddings, String.join(" ", found));
  }

  @Test
  void paddingIsToldAsRtpTellsIt() {
    List<RtpPacket> sent = new ArrayList<>();
    MediaLine line = Lines.slot("5", MediaKind.VIDEO, 7, Lines.vp8(120));
    Slot slot =
        new Slot(
            line,
            ExtensionIds.of(List.of(line)),
            new Subscriber(
                new ListedOutlet(
                    packet -> {
                      RtpPacket view = new RtpPacket();
                      assertTrue(view.wrap(packet));
                      sent.add(view);
                    })),
            (_, _, _) -> {});
    send(1, 500);
    send(2, 512);
    IncomingTrack track = camera.tracks().iterator().next();
    slot.connected(true, 0);
    slot.assign(track, new PublisherClock(), 0);
    pending.level(MediaKind.VIDEO);
    slot.onPackets(pending, 0);
    assertEquals(List.of(500, 512), sent.stream().map(RtpPacket::payloadLength).toList());
    assertEquals(List.of(12, 0), sent.stream().map(RtpPacket::paddingLength).toList());
    assertEquals(sent.get(0).length(), sent.get(1).length());
  }
}
