package org.parley.media.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.api.MediaKind;
import org.parley.media.api.MediaLine;
import org.parley.media.api.MediaPeer;
import org.parley.media.api.MediaRoom;
import org.parley.media.api.Mid;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.RemoteDescription;
import org.parley.media.api.RoomId;
import org.parley.media.api.SlotAssignment;
import org.parley.media.api.TrackId;
import org.parley.media.loop.MediaLoops;
import org.parley.media.receive.Lines;
import org.parley.media.receive.Packets;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.rtcp.GenericNack;
import org.parley.media.rtp.rtcp.PictureLossIndication;
import org.parley.media.rtp.rtcp.RtcpPacket;
import org.parley.media.rtp.rtcp.RtcpReader;
import org.parley.media.rtp.rtcp.RtcpWriter;
import org.parley.media.testpeer.TestDtlsClient;
import org.parley.media.testpeer.TestLink;
import org.parley.media.testpeer.TestPeer;
import org.parley.media.transport.TransportConfig;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.media.transport.srtp.SrtpResult;

/**
 * From one client's socket to another's, through the whole media plane, on the loopback interface:
 * with all of a room on one loop, and with each peer on another one than the peer before.
 */
@ParameterizedClass(name = "{0} peers on a loop")
@ValueSource(ints = {100, 1})
@NullMarked
@Timeout(60)
class ForwardingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final TrackId CAMERA = new TrackId("camera");
  private static final int SLOT = 5000;
  private static final int PUBLISHED = 100;

  private final MediaServer server;
  private final MediaRoom room;
  private final List<TestPeer> clients = new ArrayList<>();

  ForwardingTest(int peersPerLoop) throws IOException {
    server =
        MediaServer.start(
            TransportConfig.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            MediaLoops.start(2),
            peersPerLoop);
    room = server.openRoom(new RoomId("room"), _ -> {});
  }

  @AfterEach
  void stop() throws IOException {
    for (TestPeer client : clients) {
      client.close();
    }
    server.close();
  }

  /** A client with its half of the server. */
  private final class Client {
    final BlockingQueue<PeerEvent> events = new LinkedBlockingQueue<>();
    final MediaPeer peer;
    final TestPeer remote;

    Client(String name, SrtpProfile profile, MediaLine... lines) throws Exception {
      peer = room.addPeer(new PeerId(name), events::add);
      TestLink link =
          TestLink.udp(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      TestDtlsClient.Identity identity = TestDtlsClient.Identity.create();
      remote =
          TestPeer.of(
              credentials ->
                  peer.apply(
                      new RemoteDescription(
                          credentials, List.of(identity.fingerprint()), List.of(lines))),
              link,
              identity,
              profile);
      clients.add(remote);
      remote.connect();
      assertTrue(events.poll(10, TimeUnit.SECONDS) instanceof PeerEvent.Connected, "not connected");
    }

    void send(boolean key, int sequence, int ssrc) throws IOException {
      remote.sendRtp(
          Packets.rtp(
              96,
              sequence,
              sequence * 3000,
              ssrc,
              Packets.Ids.mid("1"),
              Packets.vp8(key, sequence & 0x7FFF, sequence & 0xFF)));
    }

    void sendRtcp(RtcpPacket packet) throws IOException {
      ByteBuf buffer = Unpooled.buffer(200);
      RtcpWriter.write(buffer, packet);
      assertTrue(remote.srtp().protectRtcp(buffer));
      byte[] bytes = new byte[buffer.readableBytes()];
      buffer.readBytes(bytes);
      remote.link().send(bytes);
    }

    /** The next media packet for which one of the readers has an answer. */
    <T> @Nullable T next(
        Function<ByteBuf, @Nullable T> rtp,
        Function<RtcpPacket, @Nullable T> rtcp,
        Duration patience)
        throws IOException {
      long deadline = System.nanoTime() + patience.toNanos();
      for (long left = patience.toNanos(); left > 0; left = deadline - System.nanoTime()) {
        byte[] packet = remote.receiveMedia(Duration.ofNanos(left));
        if (packet == null) {
          return null;
        }
        ByteBuf buffer = Unpooled.wrappedBuffer(packet);
        int type = packet[1] & 0xFF;
        if (type >= 192 && type <= 223) {
          assertEquals(SrtpResult.OK, remote.srtp().unprotectRtcp(buffer));
          for (RtcpPacket part : RtcpReader.read(buffer)) {
            T answer = rtcp.apply(part);
            if (answer != null) {
              return answer;
            }
          }
        } else {
          assertEquals(SrtpResult.OK, remote.srtp().unprotectRtp(buffer));
          T answer = rtp.apply(buffer);
          if (answer != null) {
            return answer;
          }
        }
      }
      return null;
    }

    @Nullable RtpPacket nextRtp(Duration patience) throws IOException {
      return next(
          buffer -> {
            RtpPacket view = new RtpPacket();
            assertTrue(view.wrap(buffer));
            return view;
          },
          _ -> null,
          patience);
    }

    @Nullable PictureLossIndication nextKeyframeRequest(Duration patience) throws IOException {
      return next(
          _ -> null, part -> part instanceof PictureLossIndication pli ? pli : null, patience);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - deadline < 0, "not in time");
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  private Client publisher(SrtpProfile profile) throws Exception {
    return new Client("ada", profile, Lines.camera("1", CAMERA));
  }

  private Client viewer(SrtpProfile profile) throws Exception {
    Client viewer =
        new Client("ben", profile, Lines.slot("7", MediaKind.VIDEO, SLOT, Lines.vp8(120)));
    viewer.peer.assign(List.of(new SlotAssignment(new Mid("7"), CAMERA, 640, 360)));
    return viewer;
  }

  private RtpPacket present(@Nullable RtpPacket packet) {
    assertNotNull(packet, () -> "no packet arrived: " + server.transportCounters().snapshot());
    return packet;
  }

  /**
   * Publishes a keyframe as sequence number 2 once it is asked for, which shows that the viewer's
   * slot carries the track, and returns what arrives.
   */
  private RtpPacket firstPicture(Client publisher, Client viewer) throws IOException {
    publisher.send(false, 1, PUBLISHED);
    PictureLossIndication request = publisher.nextKeyframeRequest(PATIENCE);
    assertNotNull(request);
    assertEquals(PUBLISHED, request.mediaSsrc());
    publisher.send(true, 2, PUBLISHED);
    return present(viewer.nextRtp(PATIENCE));
  }

  @Test
  void aPictureGoesFromOneToTheOtherAcrossDifferentProfiles() throws Exception {
    Client ada = publisher(SrtpProfile.AEAD_AES_128_GCM);
    Client ben = viewer(SrtpProfile.AES128_CM_HMAC_SHA1_80);
    RtpPacket first = firstPicture(ada, ben);
    ada.send(false, 3, PUBLISHED);
    assertEquals(SLOT, first.ssrc());
    assertEquals(120, first.payloadType());
    RtpPacket second = present(ben.nextRtp(PATIENCE));
    assertEquals((first.sequenceNumber() + 1) & 0xFFFF, second.sequenceNumber());
    assertEquals(first.timestamp() + 3000, second.timestamp());
  }

  @Test
  void whatTheViewerLostComesAgainAndWhatThePublisherLostIsAskedFor() throws Exception {
    Client ada = publisher(SrtpProfile.AEAD_AES_128_GCM);
    Client ben = viewer(SrtpProfile.AEAD_AES_128_GCM);
    RtpPacket first = firstPicture(ada, ben);
    ben.sendRtcp(new GenericNack(1, SLOT, new int[] {first.sequenceNumber()}));
    RtpPacket again = present(ben.nextRtp(PATIENCE));
    assertEquals(SLOT + 1, again.ssrc());
    assertEquals(121, again.payloadType());
    assertEquals(first.sequenceNumber(), again.buffer().getUnsignedShort(again.payloadOffset()));

    ada.send(false, 5, PUBLISHED);
    GenericNack nack =
        ada.next(_ -> null, part -> part instanceof GenericNack found ? found : null, PATIENCE);
    assertNotNull(nack);
    assertEquals(List.of(3, 4), Arrays.stream(nack.sequenceNumbers()).boxed().toList());
  }

  @Test
  void aReplayedPacketReachesNobody() throws Exception {
    Client ada = publisher(SrtpProfile.AEAD_AES_128_GCM);
    Client ben = viewer(SrtpProfile.AEAD_AES_128_GCM);
    firstPicture(ada, ben);
    ByteBuf packet =
        Packets.rtp(96, 3, 9000, PUBLISHED, Packets.Ids.mid("1"), Packets.vp8(true, 1, 1));
    assertTrue(ada.remote.srtp().protectRtp(packet));
    byte[] sealed = new byte[packet.readableBytes()];
    packet.readBytes(sealed);
    for (int i = 0; i < 1000; i++) {
      ada.remote.link().send(sealed);
    }
    present(ben.nextRtp(PATIENCE));
    ada.send(false, 4, PUBLISHED);
    assertEquals(3000 * 4, present(ben.nextRtp(PATIENCE)).timestamp());
  }

  @Test
  void nobodySpeaksForAnother() throws Exception {
    Client ada = publisher(SrtpProfile.AEAD_AES_128_GCM);
    Client ben = viewer(SrtpProfile.AEAD_AES_128_GCM);
    Client eve =
        new Client("eve", SrtpProfile.AEAD_AES_128_GCM, Lines.camera("1", new TrackId("eve")));
    firstPicture(ada, ben);
    // Ada's SSRC and mid, a keyframe request and a NACK for Ben's slot: all by Eve's transport.
    for (int i = 0; i < 50; i++) {
      eve.send(true, 2 + i, PUBLISHED);
      eve.sendRtcp(new PictureLossIndication(1, SLOT));
      eve.sendRtcp(new GenericNack(1, SLOT, new int[] {1}));
    }
    await(() -> server.counters().get(MediaCounter.RTCP_RECEIVED) >= 100);
    assertEquals(0, server.counters().get(MediaCounter.NACKS_RECEIVED));
    assertEquals(0, server.counters().get(MediaCounter.KEYFRAME_REQUESTS_RECEIVED));
    assertNull(ben.nextRtp(Duration.ofMillis(300)));
    ada.send(false, 3, PUBLISHED);
    assertEquals(9000, present(ben.nextRtp(PATIENCE)).timestamp());
  }

  @Test
  void aStormOfKeyframeRequestsIsTamed() throws Exception {
    Client ada = publisher(SrtpProfile.AEAD_AES_128_GCM);
    Client ben = viewer(SrtpProfile.AEAD_AES_128_GCM);
    firstPicture(ada, ben);
    long before = server.counters().get(MediaCounter.KEYFRAME_REQUESTS_SENT);
    long began = System.nanoTime();
    for (int i = 0; i < 500; i++) {
      ben.sendRtcp(new PictureLossIndication(1, SLOT));
    }
    await(() -> server.counters().get(MediaCounter.KEYFRAME_REQUESTS_RECEIVED) >= 500);
    long periods = (System.nanoTime() - began) / 200_000_000 + 2;
    long sent = server.counters().get(MediaCounter.KEYFRAME_REQUESTS_SENT) - before;
    assertTrue(sent <= periods, sent + " requests in " + periods + " periods of 200 ms");
  }

  @Test
  void whoLeavesLeavesNothingBehind() throws Exception {
    Client ada = publisher(SrtpProfile.AEAD_AES_128_GCM);
    Client ben = viewer(SrtpProfile.AEAD_AES_128_GCM);
    firstPicture(ada, ben);
    ada.peer.close();
    ada.peer.close();
    await(() -> server.counters().peers() == 1);
    room.close();
    await(() -> server.counters().peers() == 0 && server.counters().rooms() == 0);
  }
}
