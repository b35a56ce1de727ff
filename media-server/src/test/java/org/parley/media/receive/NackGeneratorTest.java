package org.parley.media.receive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NackGeneratorTest {
  private static final long MS = 1_000_000;

  private final NackGenerator nacks = new NackGenerator();
  private final int[] out = new int[64];

  private int[] collect(long nowNanos) {
    return Arrays.copyOf(out, nacks.collect(nowNanos, out));
  }

  @Test
  void asksForAGapAtOnceAndAgainUntilItIsFilled() {
    nacks.onPacket(10);
    nacks.onPacket(13);
    assertArrayEquals(new int[] {11, 12}, collect(0));
    assertArrayEquals(new int[] {}, collect(10 * MS));
    nacks.onPacket(11);
    assertArrayEquals(new int[] {12}, collect(60 * MS));
    nacks.onPacket(12);
    assertArrayEquals(new int[] {}, collect(1000 * MS));
    assertFalse(nacks.takeGaveUp());
  }

  @Test
  void givesUpAfterTheLastTry() {
    nacks.onPacket(0);
    nacks.onPacket(2);
    for (int i = 0; i < NackGenerator.MAX_TRIES; i++) {
      assertArrayEquals(new int[] {1}, collect(i * NackGenerator.RETRY_NANOS));
      assertFalse(nacks.takeGaveUp());
    }
    assertEquals(0, collect(NackGenerator.MAX_TRIES * NackGenerator.RETRY_NANOS).length);
    assertTrue(nacks.takeGaveUp());
    assertFalse(nacks.hasMissing());
  }

  @Test
  void writesSixteenBitsAcrossTheWrap() {
    nacks.onPacket(65_534);
    nacks.onPacket(65_537);
    assertArrayEquals(new int[] {65_535, 0}, collect(0));
  }

  @Test
  void doesNotAskForAJump() {
    nacks.onPacket(0);
    nacks.onPacket(5000);
    assertEquals(0, collect(0).length);
    assertTrue(nacks.takeGaveUp());
  }

  @Test
  void ignoresWhatIsOlderThanTheFirst() {
    nacks.onPacket(100);
    nacks.onPacket(90);
    nacks.onPacket(101);
    assertEquals(0, collect(0).length);
  }
}
