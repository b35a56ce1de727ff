package org.parley.media.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.media.session.TestCall.PATIENCE;
import static org.parley.media.session.TestCall.PUBLISHED;
import static org.parley.media.session.TestCall.SLOT;
import static org.parley.media.session.TestCall.VOICE_SLOT;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.media.receive.Packets;
import org.parley.media.rtp.RtpPacket;
import org.parley.media.session.TestCall.Client;
import org.parley.media.testpeer.PausableLink;
import org.parley.media.testpeer.TestLink;

/** A subscriber that stops reading loses its own packets, video first, and nobody else's. */
@NullMarked
@Timeout(60)
class BackPressureTest {
  private static final int VOICE_PUBLISHED = 900;
  private static final int SIZE = 1000;

  /** More than all buffers on the way hold, and what nobody may be sent who does not read. */
  private static final int MAX_BYTES = 16 << 20;

  private int frame = 3;
  private int spoken = 1;

  private void show(Client ada, boolean key) throws IOException {
    byte[] payload = new byte[SIZE];
    byte[] start = Packets.vp8(key, frame & 0x7FFF, frame & 0xFF);
    System.arraycopy(start, 0, payload, 0, start.length);
    ada.send(frame++, PUBLISHED, payload);
  }

  private void speak(Client ada) throws IOException {
    ada.send(111, spoken++, VOICE_PUBLISHED, Packets.Ids.mid("2"), new byte[SIZE]);
  }

  /** The next packet of a slot; those of others are passed over. */
  private static @Nullable RtpPacket next(Client viewer, int ssrc, Duration patience)
      throws IOException {
    return viewer.next(
        buffer -> {
          RtpPacket packet = new RtpPacket();
          assertTrue(packet.wrap(buffer));
          return packet.ssrc() == ssrc ? packet : null;
        },
        _ -> null,
        patience);
  }

  private static long count(TestCall call, MediaCounter counter) {
    return call.server.counters().get(counter);
  }

  @ParameterizedTest
  @EnumSource(names = {"BEST", "WITH_NOTHING"})
  void whoStopsReadingIsAloneWithIt(Machine machine) throws Exception {
    try (TestCall call = new TestCall(machine.start(machine.loops(2), 100))) {
      Client ada = call.speaker();
      Client ben = call.listener("ben", TestLink.udp(call.address()));
      PausableLink link = new PausableLink(TestLink.tcp(call.address()));
      Client tia = call.listener("tia", link);
      TestCall.watch(ben);
      RtpPacket bens = call.firstPicture(ada, ben);
      TestCall.watch(tia);
      assertNotNull(ada.nextKeyframeRequest(PATIENCE));
      show(ada, true);
      RtpPacket tias = call.present(next(tia, SLOT, PATIENCE));

      link.pause();
      // Video goes first.
      int sequence = bens.sequenceNumber();
      sequence = assertNext(ben, sequence);
      int sentBefore = frame;
      while (count(call, MediaCounter.VIDEO_WITHHELD) == 0) {
        show(ada, false);
        sequence = assertNext(ben, sequence);
        assertTrue((frame - sentBefore) * SIZE < MAX_BYTES, "nothing was withheld");
      }
      assertEquals(0, count(call, MediaCounter.AUDIO_WITHHELD));
      int filled = frame - sentBefore;
      // Audio has room left.
      int spokenBefore = spoken;
      int bensVoice = -1;
      while (count(call, MediaCounter.AUDIO_WITHHELD) == 0) {
        speak(ada);
        RtpPacket voice = call.present(next(ben, VOICE_SLOT, PATIENCE));
        assertTrue(bensVoice < 0 || voice.sequenceNumber() == ((bensVoice + 1) & 0xFFFF));
        bensVoice = voice.sequenceNumber();
        assertTrue((spoken - spokenBefore) * SIZE < MAX_BYTES, "no audio was withheld");
      }
      assertTrue(spoken - spokenBefore > 50, () -> "audio packets: " + (spoken - spokenBefore));
      // However long it lasts.
      for (int i = 0; i < 500; i++) {
        show(ada, false);
        sequence = assertNext(ben, sequence);
      }
      assertNull(ada.nextKeyframeRequest(Duration.ZERO), "a keyframe that nobody could be sent");

      link.resume();
      assertNotNull(ada.nextKeyframeRequest(PATIENCE));
      show(ada, true);
      sequence = assertNext(ben, sequence);
      int tiasSequence = tias.sequenceNumber();
      int received = 0;
      RtpPacket picture;
      do {
        picture = call.present(next(tia, SLOT, PATIENCE));
        tiasSequence = (tiasSequence + 1) & 0xFFFF;
        assertEquals(tiasSequence, picture.sequenceNumber());
        received++;
      } while (!isKeyframe(picture));
      assertTrue(received <= filled + 2, received + " of " + filled);
      for (int i = 0; i < 20; i++) {
        show(ada, false);
        sequence = assertNext(ben, sequence);
        tiasSequence = assertNext(tia, tiasSequence);
      }
    }
  }

  private static boolean isKeyframe(RtpPacket packet) {
    return packet.buffer().getByte(packet.payloadOffset() + 5) == 0x10;
  }

  private static int assertNext(Client viewer, int before) throws IOException {
    RtpPacket packet = next(viewer, SLOT, PATIENCE);
    assertNotNull(packet, "lost: " + before);
    int expected = (before + 1) & 0xFFFF;
    assertEquals(expected, packet.sequenceNumber());
    return expected;
  }
}
