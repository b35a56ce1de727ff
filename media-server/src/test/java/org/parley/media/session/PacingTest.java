package org.parley.media.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.media.session.TestCall.PATIENCE;
import static org.parley.media.session.TestCall.PUBLISHED;
import static org.parley.media.session.TestCall.SLOT;
import static org.parley.media.session.TestCall.VOICE_SLOT;

import java.io.IOException;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.media.receive.Packets;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.session.TestCall.Client;
import org.parley.media.testpeer.TestLink;
import org.parley.media.transport.TransportCounter;

/** A keyframe is spread over some milliseconds; ordinary frames and audio are not held up. */
@NullMarked
@Timeout(60)
class PacingTest {
  /** What a receive buffer takes, and four times what leaves at once. */
  private static final int KEYFRAME = 80;

  private static final int AT_ONCE = 20;
  private static final int SIZE = 1000;

  private int sequence = 3;

  private void frame(Client ada, int packets) throws IOException {
    for (int i = 0; i < packets; i++) {
      byte[] payload = new byte[SIZE];
      byte[] start = Packets.vp8(i == 0, 7, 7);
      System.arraycopy(start, 0, payload, 0, start.length);
      payload[0] = (byte) (i == 0 ? 0x90 : 0x80);
      ada.send(sequence++, PUBLISHED, payload);
    }
  }

  private static long paced(TestCall call) {
    return call.server.transportCounters().value(TransportCounter.PACED);
  }

  @ParameterizedTest
  @EnumSource
  void audioPassesAKeyframeThatIsSpread(Machine machine) throws Exception {
    try (TestCall call = new TestCall(machine.start(machine.loops(2), 100))) {
      Client ada = call.speaker();
      Client ben = call.listener("ben", TestLink.udp(call.address()));
      TestCall.watch(ben);
      int last = call.firstPicture(ada, ben).sequenceNumber();

      // An ordinary frame leaves at once.
      frame(ada, 10);
      for (int i = 0; i < 10; i++) {
        last = assertFollows(last, call.present(ben.nextRtp(PATIENCE)));
      }
      assertEquals(0, paced(call));

      // Not every time on a busy machine: the keyframe may have left before the audio came in.
      int passed = 0;
      for (int attempt = 1; attempt <= 30 && passed == 0; attempt++) {
        long before = paced(call);
        frame(ada, KEYFRAME);
        ada.send(111, attempt, 900, Packets.Ids.mid("2"), new byte[100]);
        int video = 0;
        boolean heard = false;
        while (video < KEYFRAME || !heard) {
          RtpPacket packet = ben.nextRtp(PATIENCE);
          assertNotNull(packet, video + " of the keyframe");
          if (packet.ssrc() == VOICE_SLOT) {
            heard = true;
            passed = KEYFRAME - video;
            continue;
          }
          last = assertFollows(last, packet);
          video++;
        }
        assertTrue(paced(call) - before <= KEYFRAME - AT_ONCE, "too few left at once");
      }
      assertTrue(paced(call) > 0, "nothing was spread");
      assertTrue(passed > 0, "audio came after the whole keyframe");
      assertEquals(
          0, call.server.transportCounters().value(TransportCounter.DROPPED_BACK_PRESSURE));
    }
  }

  private static int assertFollows(int before, RtpPacket packet) {
    assertEquals(SLOT, packet.ssrc());
    assertEquals((before + 1) & 0xFFFF, packet.sequenceNumber());
    return packet.sequenceNumber();
  }
}
