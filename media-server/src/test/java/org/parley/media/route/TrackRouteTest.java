package org.parley.media.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.PeerId;
import org.parley.media.api.Rid;
import org.parley.media.api.TrackId;
import org.parley.media.receive.IncomingTrack;
import org.parley.media.receive.Lines;
import org.parley.media.receive.Packets;
import org.parley.media.receive.PublisherClock;
import org.parley.media.receive.StreamDemuxer;
import org.parley.media.rtp.ExtensionIds;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.send.ListedOutlet;
import org.parley.media.send.Slot;
import org.parley.media.send.Subscriber;
import org.parley.net.loop.LoopBatch;
import org.parley.net.loop.NetworkLoops;

class TrackRouteTest {
  private static final long MS = 1_000_000;
  private static final TrackId CAMERA = new TrackId("camera");

  private final NetworkLoops loops = NetworkLoops.start("media-loop", 1, NetworkLoops.Kind.NIO);
  private final Forwarder forwarder =
      new Forwarder(loops.loops().getFirst(), 1, new NoTransports());
  private final PeerId ada = new PeerId("ada");
  private final TrackRoute route =
      new TrackRoute(
          CAMERA,
          MediaKind.VIDEO,
          new TrackRoute.Publisher(ada, new Voice(ada), new PublisherClock(), forwarder),
          (_, _) -> {});
  private final Branch branch = new Branch(route, forwarder);
  private final StreamDemuxer demuxer = new StreamDemuxer();
  private final IncomingTrack track;

  TrackRouteTest() {
    demuxer.configure(List.of(Lines.camera("1", CAMERA, "q", "h", "f")), _ -> route);
    track = demuxer.tracks().iterator().next();
    route.attach(track, 0);
    route.add(branch, 0);
  }

  @AfterEach
  void stop() {
    loops.close();
  }

  private static final class NoTransports implements LoopBatch {
    @Override
    public void beginBatch() {}

    @Override
    public void endBatch() {}

    @Override
    public void onFault(RuntimeException fault) {
      throw fault;
    }

    @Override
    public void onOverload(int packets) {
      throw new AssertionError("overload");
    }
  }

  private Slot viewer(int width, int height) {
    MediaLine line = Lines.slot("5", MediaKind.VIDEO, 1, Lines.vp8(96));
    Slot slot =
        new Slot(
            line,
            ExtensionIds.of(List.of(line)),
            new Subscriber(new ListedOutlet(_ -> {})),
            (_, _, _) -> {});
    slot.resize(width, height, 0);
    branch.add(slot, 0);
    return slot;
  }

  private static Set<Rid> rids(String... rids) {
    return Set.copyOf(List.of(rids).stream().map(Rid::new).toList());
  }

  @Test
  void layersThatNobodyWatchesAreStoppedAfterAWhile() {
    viewer(640, 360);
    assertNull(route.pollWantedLayers(0));
    assertNull(route.pollWantedLayers(2999 * MS));
    assertEquals(rids("h"), route.pollWantedLayers(3000 * MS));
    assertNull(route.pollWantedLayers(9000 * MS));
  }

  @Test
  void aLayerThatIsWantedAgainIsToldAtOnceAndTheOtherGoesLater() {
    Slot slot = viewer(640, 360);
    route.pollWantedLayers(0);
    route.pollWantedLayers(3000 * MS);
    slot.resize(1280, 720, 4000 * MS);
    assertEquals(rids("h", "f"), route.pollWantedLayers(4000 * MS));
    assertNull(route.pollWantedLayers(4001 * MS));
    assertEquals(rids("f"), route.pollWantedLayers(7100 * MS));
  }

  @Test
  void theLayerThatStandsInForOneThatNeverComesStays() {
    send("h", 1, 4000 * MS);
    Slot slot = viewer(1280, 720);
    slot.select(4000 * MS);
    assertNull(route.pollWantedLayers(4000 * MS));
    assertEquals(rids("h", "f"), route.pollWantedLayers(7000 * MS));
    send("f", 1, 7500 * MS);
    slot.select(7500 * MS);
    assertNull(route.pollWantedLayers(7500 * MS));
    assertEquals(rids("f"), route.pollWantedLayers(10_500 * MS));
  }

  private void send(String rid, int sequence, long nowNanos) {
    RtpPacket rtp = new RtpPacket();
    int ssrc = rid.hashCode();
    assertTrue(
        rtp.wrap(
            Packets.rtp(
                96, sequence, 0, ssrc, Packets.Ids.rid("1", rid), Packets.vp8(false, 1, 1))));
    assertEquals(StreamDemuxer.Outcome.DELIVERED, demuxer.onRtp(rtp, nowNanos));
  }

  @Test
  void withoutViewersNoLayerIsWanted() {
    assertNull(route.pollWantedLayers(0));
    assertEquals(Set.of(), route.pollWantedLayers(3000 * MS));
  }

  @Test
  void viewersOfTwoSizesWantTwoLayers() {
    viewer(160, 90);
    viewer(1280, 720);
    route.pollWantedLayers(0);
    assertEquals(rids("q", "f"), route.pollWantedLayers(3000 * MS));
  }
}
