package org.parley.media.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.media.session.TestCall.CAMERA;
import static org.parley.media.session.TestCall.PATIENCE;
import static org.parley.media.session.TestCall.PUBLISHED;
import static org.parley.media.session.TestCall.SLOT;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.media.api.MediaKind;
import org.parley.media.api.Mid;
import org.parley.media.api.SlotAssignment;
import org.parley.media.receive.Lines;
import org.parley.media.receive.Packets;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.session.TestCall.Client;
import org.parley.media.testpeer.TestLink;
import org.parley.media.transport.TransportCounter;
import org.parley.media.transport.srtp.SrtpProfile;

/** The same calls on machines that lack one thing or another, on one loop and on several. */
@ParameterizedClass(name = "{0}, {1} peers on a loop")
@MethodSource("machines")
@NullMarked
@Timeout(60)
class FallbackTest {
  /** Longer than what is sent at once, and short enough for any receive buffer. */
  private static final int AT_ONCE = 50;

  private static final int DESCRIPTOR = 5;

  private final TestCall call;

  static Stream<Arguments> machines() {
    return Arrays.stream(Machine.values())
        .flatMap(machine -> Stream.of(Arguments.of(machine, 100), Arguments.of(machine, 1)));
  }

  FallbackTest(Machine machine, int peersPerLoop) throws IOException {
    call = new TestCall(machine.start(machine.loops(2), peersPerLoop));
  }

  @AfterEach
  void stop() throws IOException {
    call.close();
  }

  /** A packet of a frame, the first of it or a later one (RFC 7741 section 4.2). */
  private static byte[] packet(int length, boolean first, Random random) {
    byte[] payload = new byte[length];
    random.nextBytes(payload);
    byte[] start = Packets.vp8(true, 7, 7);
    System.arraycopy(start, 0, payload, 0, first ? start.length : DESCRIPTOR);
    if (!first) {
      payload[0] = (byte) 0x80;
    }
    return payload;
  }

  private static byte[] content(RtpPacket packet) {
    ByteBuf buffer = packet.buffer();
    return ByteBufUtil.getBytes(
        buffer, packet.payloadOffset() + DESCRIPTOR, packet.payloadLength() - DESCRIPTOR);
  }

  @Test
  void aKeyframeReachesEveryViewerWholeAndInOrder() throws Exception {
    Client ada = call.publisher(SrtpProfile.AEAD_AES_128_GCM);
    List<Client> viewers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      SrtpProfile profile =
          i % 2 == 0 ? SrtpProfile.AEAD_AES_128_GCM : SrtpProfile.AES128_CM_HMAC_SHA1_80;
      viewers.add(call.viewer("viewer " + i, TestLink.udp(call.address()), profile));
    }
    int before = call.firstPicture(ada, viewers.getFirst()).sequenceNumber();
    // Everybody is on the same picture when the next one begins.
    ada.send(true, 3, PUBLISHED);
    int[] expected = new int[viewers.size()];
    for (int i = 0; i < viewers.size(); i++) {
      RtpPacket picture = call.present(viewers.get(i).nextRtp(PATIENCE));
      while (picture.timestamp() != 3 * 3000 && picture.timestamp() != 2 * 3000) {
        picture = call.present(viewers.get(i).nextRtp(PATIENCE));
      }
      expected[i] = picture.sequenceNumber();
    }
    assertEquals((before + 1) & 0xFFFF, expected[0]);

    Random random = new Random(1);
    int sequence = 4;
    for (int chunk = 0; chunk < 4; chunk++) {
      byte[][] sent = new byte[AT_ONCE][];
      for (int i = 0; i < AT_ONCE; i++) {
        // Of one size, off by one as encoders cut them, and of any size.
        int length =
            switch (chunk) {
              case 0 -> 1000;
              case 1, 2 -> 1000 + random.nextInt(2);
              default -> 20 + random.nextInt(1100);
            };
        sent[i] = packet(length, chunk == 0 && i == 0, random);
      }
      for (byte[] payload : sent) {
        ada.send(sequence++, PUBLISHED, payload);
      }
      for (int viewer = 0; viewer < viewers.size(); viewer++) {
        for (byte[] payload : sent) {
          RtpPacket arrived = call.present(viewers.get(viewer).nextRtp(PATIENCE));
          // A viewer that came late has the picture before this one still to come.
          while (chunk == 0 && arrived.timestamp() == 3 * 3000) {
            expected[viewer] = arrived.sequenceNumber();
            arrived = call.present(viewers.get(viewer).nextRtp(PATIENCE));
          }
          expected[viewer] = (expected[viewer] + 1) & 0xFFFF;
          assertEquals(expected[viewer], arrived.sequenceNumber());
          assertEquals(payload.length, arrived.payloadLength());
          assertTrue(
              Arrays.equals(
                  payload, DESCRIPTOR, payload.length, content(arrived), 0, payload.length - 5));
        }
      }
    }
    assertTrue(call.server.transportCounters().value(TransportCounter.PACED) > 0);
    assertEquals(0, call.server.transportCounters().value(TransportCounter.DROPPED_BACK_PRESSURE));
    assertEquals(0, call.server.transportCounters().value(TransportCounter.FAULTS));
  }

  @Test
  void whatWasLostComesAgain() throws Exception {
    Client ada = call.publisher(SrtpProfile.AES128_CM_HMAC_SHA1_80);
    Client ben = call.viewer(SrtpProfile.AEAD_AES_128_GCM);
    call.assertRepaired(ada, ben);
  }

  /** One frame of each layer, a keyframe; the payload's last byte tells which. */
  private static void sendLayers(Client publisher, int frame) throws IOException {
    for (int layer = 1; layer <= 2; layer++) {
      byte[] payload = Packets.vp8(true, frame, frame & 0xFF);
      payload[payload.length - 1] = (byte) layer;
      publisher.send(
          96, frame, PUBLISHED * layer, Packets.Ids.rid("1", layer == 1 ? "q" : "h"), payload);
    }
  }

  @Test
  void aBiggerTileGetsTheHigherLayerWithoutAGap() throws Exception {
    Client ada =
        call.join("ada", SrtpProfile.AEAD_AES_128_GCM, Lines.camera("1", CAMERA, "q", "h"));
    Client ben =
        call.join(
            "ben",
            SrtpProfile.AES128_CM_HMAC_SHA1_80,
            Lines.slot("7", MediaKind.VIDEO, SLOT, Lines.vp8(120)));
    ben.peer.assign(List.of(new SlotAssignment(new Mid("7"), CAMERA, 160, 90)));
    int frame = 1;
    int sequence = -1;
    for (int wanted = 1; wanted <= 2; wanted++) {
      int layer = 0;
      for (long end = System.nanoTime() + PATIENCE.toNanos();
          layer != wanted && System.nanoTime() - end < 0; ) {
        sendLayers(ada, frame++);
        RtpPacket picture = ben.nextRtp(Duration.ofMillis(20));
        if (picture == null) {
          continue;
        }
        assertTrue(sequence < 0 || picture.sequenceNumber() == ((sequence + 1) & 0xFFFF));
        sequence = picture.sequenceNumber();
        layer = picture.buffer().getByte(picture.payloadOffset() + picture.payloadLength() - 1);
      }
      assertEquals(wanted, layer);
      ben.peer.assign(List.of(new SlotAssignment(new Mid("7"), CAMERA, 1280, 720)));
    }
  }
}
