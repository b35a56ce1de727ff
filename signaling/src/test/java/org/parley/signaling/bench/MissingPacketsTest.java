package org.parley.signaling.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MissingPacketsTest {
  private static final int SSRC = 5;
  private static final long MILLI = 1_000_000;

  private final MissingPackets missing = new MissingPackets();

  @Test
  void asksForGapsThatStayAndAsksAgain() {
    missing.onPacket(SSRC, 100, 0);
    missing.onPacket(SSRC, 104, 0);
    missing.onPacket(SSRC, 102, MILLI);
    assertArrayEquals(new int[0], missing.due(9 * MILLI));
    assertArrayEquals(new int[] {101, 103}, missing.due(10 * MILLI));
    assertArrayEquals(new int[0], missing.due(69 * MILLI));
    missing.onRetransmission(101);
    assertArrayEquals(new int[] {103}, missing.due(70 * MILLI));
  }

  @Test
  void givesUpAfterTenRequests() {
    missing.onPacket(SSRC, 1, 0);
    missing.onPacket(SSRC, 3, 0);
    for (int i = 0; i < 10; i++) {
      assertArrayEquals(new int[] {2}, missing.due(1_000L * (i + 1) * MILLI));
    }
    assertArrayEquals(new int[0], missing.due(20_000 * MILLI));
    assertTrue(missing.isEmpty());
  }

  @Test
  void numbersWrap() {
    missing.onPacket(SSRC, 65_534, 0);
    missing.onPacket(SSRC, 65_537, 0);
    assertArrayEquals(new int[] {65_535, 0}, missing.due(10 * MILLI));
    missing.onRetransmission(65_535);
    missing.onRetransmission(0);
    assertTrue(missing.isEmpty());
  }

  @Test
  void anotherSourceHasGapsOfItsOwnAndOldOnesAreForgotten() {
    missing.onPacket(SSRC, 1, 0);
    missing.onPacket(SSRC, 5, 0);
    missing.onPacket(6, 9_000, 0);
    assertTrue(missing.isEmpty());
    missing.onPacket(6, 59_000, 0);
    assertTrue(missing.due(10 * MILLI).length <= 500);
  }
}
