package org.parley.media.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.TrackId;
import org.parley.media.receive.IncomingTrack;
import org.parley.media.receive.Lines;
import org.parley.media.receive.Packets;
import org.parley.media.receive.Packets.Ids;
import org.parley.media.receive.PublisherClock;
import org.parley.media.receive.StreamDemuxer;
import org.parley.media.rtp.ExtensionIds;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.codec.Vp8PayloadDescriptor;

class SlotTest {
  private static final long MS = 1_000_000;
  private static final int SSRC = 4000;

  private final List<Sent> sent = new ArrayList<>();
  private final List<TrackId> undecodable = new ArrayList<>();
  private final ListedOutlet outlet = new ListedOutlet(this::record);
  private final MediaLine line = Lines.slot("5", MediaKind.VIDEO, SSRC, Lines.vp8(120));
  private final Slot slot =
      new Slot(
          line,
          ExtensionIds.of(List.of(line)),
          new Subscriber(outlet),
          (_, track, _) -> undecodable.add(track.id()));
  private final Publisher alice = new Publisher("alice", 100, "q", "h");
  private final Publisher bob = new Publisher("bob", 200);

  private record Sent(
      int payloadType,
      int sequence,
      int timestamp,
      int ssrc,
      int pictureId,
      int tl0,
      int payload) {}

  private void record(ByteBuf packet) {
    RtpPacket rtp = new RtpPacket();
    assertTrue(rtp.wrap(packet));
    boolean rtx = rtp.payloadType() == 121;
    int at = rtp.payloadOffset() + (rtx ? 2 : 0);
    Vp8PayloadDescriptor vp8 = new Vp8PayloadDescriptor();
    assertTrue(vp8.wrap(packet, at, rtp.payloadLength() - (rtx ? 2 : 0)));
    sent.add(
        new Sent(
            rtp.payloadType(),
            rtp.sequenceNumber(),
            rtp.timestamp(),
            rtp.ssrc(),
            vp8.pictureId(),
            vp8.tl0PicIdx(),
            rtx ? packet.getUnsignedShort(rtp.payloadOffset()) : rtp.payloadLength()));
  }

  /** A camera whose packets go straight to the slot. */
  private final class Publisher {
    final StreamDemuxer demuxer = new StreamDemuxer();
    final int ssrc;
    final String[] rids;

    Publisher(String name, int ssrc, String... rids) {
      this.ssrc = ssrc;
      this.rids = rids;
      SourcePacket source = new SourcePacket();
      demuxer.configure(
          List.of(Lines.camera("1", new TrackId(name), rids)),
          _ ->
              (_, layer, packet, nowNanos) -> {
                source.read(packet, layer);
                slot.onPacket(source, nowNanos);
              });
    }

    IncomingTrack track() {
      return demuxer.tracks().iterator().next();
    }

    void send(int layer, boolean key, int sequence, int timestamp, int pictureId, long nowNanos) {
      Ids ids = rids.length == 0 ? Ids.mid("1") : Ids.rid("1", rids[layer]);
      RtpPacket rtp = new RtpPacket();
      assertTrue(
          rtp.wrap(
              Packets.rtp(
                  96,
                  sequence,
                  timestamp,
                  ssrc + layer,
                  ids,
                  Packets.vp8(key, pictureId, pictureId & 0xFF))));
      demuxer.onRtp(rtp, nowNanos);
    }
  }

  private void carry(Publisher publisher, long nowNanos) {
    slot.assign(publisher.track(), new PublisherClock(), nowNanos);
  }

  @Test
  void waitsForAKeyframeThenForwardsWithItsOwnSsrcAndPayloadType() {
    slot.connected(true, 0);
    carry(bob, 0);
    bob.send(0, false, 10, 0, 1, 0);
    assertEquals(List.of(), sent);
    bob.send(0, true, 11, 3000, 2, 33 * MS);
    bob.send(0, false, 12, 6000, 3, 66 * MS);
    assertEquals(2, sent.size());
    assertEquals(new Sent(120, 11, 3000, SSRC, 2, 2, 18), sent.get(0));
    assertEquals(new Sent(120, 12, 6000, SSRC, 3, 3, 18), sent.get(1));
  }

  @Test
  void sendsNothingBeforeTheSubscriberIsConnected() {
    carry(bob, 0);
    bob.send(0, true, 11, 0, 2, 0);
    assertEquals(List.of(), sent);
    slot.connected(true, 0);
    assertTrue(bob.track().layers().getFirst().keyframes().poll(1));
  }

  @Test
  void staysOneStreamAcrossAChangeOfSource() {
    slot.connected(true, 0);
    carry(bob, 0);
    bob.send(0, true, 65_534, 1000, 500, 0);
    bob.send(0, false, 65_535, 4000, 501, 33 * MS);
    carry(alice, 50 * MS);
    alice.send(1, true, 30_000, 777_000, 9, 133 * MS);
    alice.send(1, false, 30_001, 780_000, 10, 166 * MS);
    assertEquals(4, sent.size());
    // 100 ms passed since the last packet: 9,000 units of 90 kHz.
    assertEquals(new Sent(120, 0, 4000 + 9000, SSRC, 502, (501 & 0xFF) + 1, 18), sent.get(2));
    assertEquals(new Sent(120, 1, 4000 + 12_000, SSRC, 503, (501 & 0xFF) + 2, 18), sent.get(3));
  }

  @Test
  void whatIsOlderThanTheSwitchHasNoPlaceInTheStream() {
    slot.connected(true, 0);
    carry(bob, 0);
    bob.send(0, true, 100, 0, 1, 0);
    carry(alice, 0);
    alice.send(0, true, 50, 0, 1, MS);
    alice.send(0, false, 49, 0, 1, MS);
    assertEquals(List.of(100, 101), sent.stream().map(Sent::sequence).toList());
  }

  @Test
  void reorderedPacketsKeepTheirPlaces() {
    slot.connected(true, 0);
    carry(bob, 0);
    bob.send(0, true, 100, 0, 1, 0);
    bob.send(0, false, 102, 6000, 3, 0);
    bob.send(0, false, 101, 3000, 2, 0);
    bob.send(0, false, 103, 9000, 4, 0);
    assertEquals(List.of(100, 102, 101, 103), sent.stream().map(Sent::sequence).toList());
  }

  @Test
  void aLargerTileMovesToTheHigherLayerAtItsKeyframe() {
    slot.connected(true, 0);
    slot.resize(160, 90, 0);
    alice.send(0, true, 1, 0, 1, 0);
    alice.send(1, true, 1, 0, 1, 0);
    carry(alice, 0);
    alice.send(0, true, 2, 3000, 2, 33 * MS);
    assertEquals(1, sent.size());
    slot.resize(1280, 720, 40 * MS);
    assertTrue(alice.track().layers().get(1).keyframes().poll(40 * MS));
    alice.send(1, false, 2, 3000, 2, 50 * MS);
    alice.send(0, false, 3, 6000, 3, 66 * MS);
    assertEquals(2, sent.size());
    alice.send(1, true, 3, 6000, 3, 70 * MS);
    alice.send(0, false, 4, 9000, 4, 100 * MS);
    alice.send(1, false, 4, 9000, 4, 100 * MS);
    assertEquals(List.of(2, 3, 4, 5), sent.stream().map(Sent::sequence).toList());
    assertEquals(List.of(2, 3, 4, 5), sent.stream().map(Sent::pictureId).toList());
  }

  @Test
  void aNackIsAnsweredByRtxAsThePacketWasSent() {
    slot.connected(true, 0);
    carry(bob, 0);
    bob.send(0, true, 10, 0, 1, 0);
    carry(alice, 0);
    alice.send(1, true, 900, 0, 70, MS);
    carry(bob, 2 * MS);
    Sent original = sent.get(1);
    Slot.Resend outcome = nack(original.sequence(), 30 * MS);
    assertEquals(Slot.Resend.SENT, outcome);
    Sent again = sent.getLast();
    assertEquals(
        new Sent(
            121,
            0,
            original.timestamp(),
            SSRC + 1,
            original.pictureId(),
            original.tl0(),
            original.sequence()),
        again);
    assertEquals(Slot.Resend.UNKNOWN, nack(5000, 30 * MS));
    assertEquals(Slot.Resend.LIMITED, nack(original.sequence(), 31 * MS));
  }

  @Test
  void aViewerThatOnlyAsksAgainIsLimited() {
    slot.connected(true, 0);
    carry(bob, 0);
    bob.send(0, true, 10, 0, 1, 0);
    int answered = 0;
    for (int i = 0; i < 1000; i++) {
      if (nack(10, i * 25L * MS) == Slot.Resend.SENT) {
        answered++;
      }
    }
    assertEquals(Slot.MAX_RESENDS, answered);
  }

  private Slot.Resend nack(int sequence, long nowNanos) {
    return slot.onNack(
        sequence, Unpooled.buffer(2048), new RtpPacket(), new SourcePacket(), nowNanos);
  }

  @Test
  void aFullWayCostsVideoAndThenGoesOnWithAKeyframeAndWithoutAGap() {
    slot.connected(true, 0);
    carry(bob, 0);
    bob.send(0, true, 10, 0, 1, 0);
    outlet.pressure(Pressure.VIDEO);
    bob.send(0, false, 11, 3000, 2, 33 * MS);
    bob.send(0, true, 12, 6000, 3, 66 * MS);
    assertEquals(1, sent.size());
    assertEquals(2, outlet.withheld());
    assertEquals(Slot.Resend.LIMITED, nack(10, 70 * MS));
    outlet.pressure(Pressure.NONE);
    slot.select(80 * MS);
    assertTrue(bob.track().layers().getFirst().keyframes().poll(80 * MS));
    bob.send(0, false, 13, 9000, 4, 99 * MS);
    bob.send(0, true, 14, 12_000, 5, 133 * MS);
    assertEquals(List.of(10, 11), sent.stream().map(Sent::sequence).toList());
  }

  @Test
  void aWayThatFillsGetsTheLowestLayer() {
    slot.connected(true, 0);
    slot.resize(1280, 720, 0);
    alice.send(0, true, 1, 0, 1, 0);
    alice.send(1, true, 1, 0, 1, 0);
    carry(alice, 0);
    alice.send(1, true, 2, 3000, 2, 33 * MS);
    outlet.pressure(Pressure.HIGH_LAYERS);
    alice.send(1, false, 3, 6000, 3, 66 * MS);
    assertTrue(alice.track().layers().getFirst().keyframes().poll(66 * MS));
    alice.send(0, true, 3, 6000, 3, 70 * MS);
    alice.send(1, false, 4, 9000, 4, 99 * MS);
    alice.send(0, false, 4, 9000, 4, 99 * MS);
    assertEquals(List.of(2, 3, 4), sent.stream().map(Sent::sequence).toList());
    assertEquals(1, outlet.withheld());
  }

  @Test
  void aCodecThatTheSubscriberLacksIsToldOnceAndNotSent() {
    MediaLine opusOnly = Lines.slot("6", MediaKind.VIDEO, 5000, Lines.opus(111));
    Slot deaf =
        new Slot(
            opusOnly,
            ExtensionIds.NONE,
            new Subscriber(new ListedOutlet(this::record)),
            (_, track, _) -> undecodable.add(track.id()));
    deaf.connected(true, 0);
    bob.send(0, true, 1, 0, 1, 0);
    deaf.assign(bob.track(), new PublisherClock(), 0);
    SourcePacket source = new SourcePacket();
    for (int i = 2; i < 5; i++) {
      RtpPacket rtp = new RtpPacket();
      assertTrue(rtp.wrap(Packets.rtp(96, i, 0, 200, Ids.NONE, Packets.vp8(true, i, i))));
      bob.demuxer.onRtp(rtp, 0);
      source.read(rtp, bob.track().layers().getFirst());
      deaf.onPacket(source, 0);
    }
    assertEquals(List.of(new TrackId("bob")), undecodable);
    assertEquals(List.of(), sent);
  }
}
