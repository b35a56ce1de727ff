package org.parley.media.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.media.session.TestCall.PATIENCE;
import static org.parley.media.session.TestCall.PUBLISHED;
import static org.parley.media.session.TestCall.SLOT;
import static org.parley.media.session.TestCall.await;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.media.api.TrackId;
import org.parley.media.receive.Lines;
import org.parley.media.receive.Packets;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.rtp.rtcp.GenericNack;
import org.parley.media.rtp.rtcp.PictureLossIndication;
import org.parley.media.session.TestCall.Client;
import org.parley.media.transport.srtp.SrtpProfile;

/**
 * From one client's socket to another's, through the whole media plane, on the loopback interface:
 * with all of a room on one loop, and with each peer on another one than the peer before.
 */
@ParameterizedClass(name = "{0} peers on a loop")
@ValueSource(ints = {100, 1})
@NullMarked
@Timeout(60)
class ForwardingTest {
  private final TestCall call;
  private final MediaServer server;

  ForwardingTest(int peersPerLoop) throws IOException {
    server = Machine.BEST.start(Machine.BEST.loops(2), peersPerLoop);
    call = new TestCall(server);
  }

  @AfterEach
  void stop() throws IOException {
    call.close();
  }

  private Client publisher(SrtpProfile profile) throws Exception {
    return call.publisher(profile);
  }

  private Client viewer(SrtpProfile profile) throws Exception {
    return call.viewer(profile);
  }

  private RtpPacket firstPicture(Client publisher, Client viewer) throws Exception {
    return call.firstPicture(publisher, viewer);
  }

  private RtpPacket present(@Nullable RtpPacket packet) {
    return call.present(packet);
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
    call.assertRepaired(ada, ben);
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
        call.join("eve", SrtpProfile.AEAD_AES_128_GCM, Lines.camera("1", new TrackId("eve")));
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
    call.room.close();
    await(() -> server.counters().peers() == 0 && server.counters().rooms() == 0);
  }
}
