package org.parley.media.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.parley.media.api.PeerId;

class ActiveSpeakersTest {
  private static final long MS = 1_000_000;
  private final Voice alice = new Voice(new PeerId("alice"));
  private final Voice bob = new Voice(new PeerId("bob"));

  private final List<Voice> voices = new ArrayList<>(List.of(alice, bob));
  private final ActiveSpeakers speakers = new ActiveSpeakers();

  private @Nullable List<PeerId> poll(long ms) {
    return speakers.poll(voices, ms * MS);
  }

  /** 20 ms packets of one level. */
  private long speak(Voice voice, int level, int packets, long fromMs) {
    for (int i = 0; i < packets; i++) {
      voice.onLevel(level, (fromMs + i * 20L) * MS);
    }
    return fromMs + packets * 20L;
  }

  @Test
  void aVoiceBecomesASpeakerAndLingersThroughAPause() {
    long ms = speak(alice, 20, 25, 0);
    assertEquals(List.of(alice.peer()), poll(ms));
    ms = speak(alice, 127, 20, ms);
    assertNull(poll(ms));
    ms = speak(alice, 127, 80, ms);
    assertEquals(List.of(), poll(ms));
  }

  @Test
  void aClickIsNotAVoice() {
    long ms = speak(alice, 127, 50, 0);
    ms = speak(alice, 5, 1, ms);
    assertNull(poll(ms));
  }

  @Test
  void theLoudestComesFirstAndTheGoneAreForgotten() {
    speak(alice, 40, 50, 0);
    long ms = speak(bob, 10, 50, 0);
    assertEquals(List.of(bob.peer(), alice.peer()), poll(ms));
    voices.remove(bob);
    assertEquals(List.of(alice.peer()), poll(ms));
  }
}
