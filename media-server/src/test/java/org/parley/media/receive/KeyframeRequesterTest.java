package org.parley.media.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class KeyframeRequesterTest {
  private static final long MS = 1_000_000;

  private final KeyframeRequester keyframes = new KeyframeRequester();

  @Test
  void asksAtOnceAndAgainUntilOneComes() {
    assertFalse(keyframes.poll(0));
    keyframes.want();
    assertTrue(keyframes.poll(0));
    assertFalse(keyframes.poll(399 * MS));
    assertTrue(keyframes.poll(400 * MS));
    keyframes.onKeyframe();
    assertFalse(keyframes.poll(2000 * MS));
  }

  @Test
  void aStormOfViewersBecomesFiveRequestsASecond() {
    int asked = 0;
    for (int ms = 0; ms < 1000; ms++) {
      for (int viewer = 0; viewer < 5; viewer++) {
        keyframes.want();
      }
      if (keyframes.poll(ms * MS)) {
        asked++;
        keyframes.onKeyframe();
      }
    }
    assertEquals(5, asked);
  }
}
