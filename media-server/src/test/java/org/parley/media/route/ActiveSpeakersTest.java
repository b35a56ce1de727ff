package org.parley.media.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.api.PeerId;

class ActiveSpeakersTest {
  private static final long MS = 1_000_000;
  private static final PeerId ALICE = new PeerId("alice");
  private static final PeerId BOB = new PeerId("bob");

  private final ActiveSpeakers speakers = new ActiveSpeakers();

  /** 20 ms packets of one level. */
  private long speak(PeerId peer, int level, int packets, long fromMs) {
    for (int i = 0; i < packets; i++) {
      speakers.onLevel(peer, level, (fromMs + i * 20L) * MS);
    }
    return fromMs + packets * 20L;
  }

  @Test
  void aVoiceBecomesASpeakerAndLingersThroughAPause() {
    long ms = speak(ALICE, 20, 25, 0);
    assertEquals(List.of(ALICE), speakers.poll(ms * MS));
    ms = speak(ALICE, 127, 20, ms);
    assertNull(speakers.poll(ms * MS));
    ms = speak(ALICE, 127, 80, ms);
    assertEquals(List.of(), speakers.poll(ms * MS));
  }

  @Test
  void aClickIsNotAVoice() {
    long ms = speak(ALICE, 127, 50, 0);
    ms = speak(ALICE, 5, 1, ms);
    assertNull(speakers.poll(ms * MS));
  }

  @Test
  void theLoudestComesFirstAndTheGoneAreForgotten() {
    speak(ALICE, 40, 50, 0);
    long ms = speak(BOB, 10, 50, 0);
    assertEquals(List.of(BOB, ALICE), speakers.poll(ms * MS));
    speakers.remove(BOB);
    assertEquals(List.of(ALICE), speakers.poll(ms * MS));
  }
}
