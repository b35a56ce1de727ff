package org.parley.media.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final long SECOND = 1_000_000_000L;

  /** The clock wraps meanwhile. */
  private static final long BEGINNING = Long.MAX_VALUE - 30 * SECOND;

  private final Patience patience = new Patience();

  private long millis(String label, long second) {
    return patience.nanos(label, BEGINNING + second * SECOND) / 1_000_000;
  }

  private void lose(String label, long second) {
    patience.onLost(label, BEGINNING + second * SECOND);
  }

  @Test
  void isLessEachTimeAndForEachLabelItsOwn() {
    assertEquals(5_000, millis("game", 0));
    lose("game", 0);
    assertEquals(1_000, millis("game", 1));
    assertEquals(5_000, millis("other", 1));
    lose("game", 10);
    assertEquals(250, millis("game", 10));
    lose("game", 20);
    lose("game", 30);
    assertEquals(250, millis("game", 89));
    assertEquals(5_000, millis("game", 90));
    lose("game", 90);
    assertEquals(1_000, millis("game", 91));
  }

  @Test
  void remembersTheLastSixtyFour() {
    for (int i = 0; i < 65; i++) {
      lose("label" + i, i / 10);
    }
    assertEquals(5_000, millis("label0", 7));
    assertEquals(1_000, millis("label1", 7));
    assertEquals(1_000, millis("label64", 7));
  }
}
