package org.parley.net.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GatheringTest {
  private static final long LONGEST = 200_000;
  private static final long WORK = 10_000;
  private final Gathering gathering = new Gathering(LONGEST);
  private long now = Long.MAX_VALUE - 1_000_000;

  /** One datagram each {@code interval}, for 50 ms; the last sleep. */
  private long steady(long interval) {
    long slept = 0;
    double owed = 0;
    for (long end = now + 50_000_000; now - end < 0; ) {
      long passed = Math.max(WORK + slept, interval);
      owed += (double) passed / interval;
      now += passed;
      int found = (int) owed;
      owed -= found;
      slept = gathering.onWakeUp(now, found, now + WORK);
    }
    return slept;
  }

  @Test
  void fewDatagramsAreNotWaitedFor() {
    assertEquals(0, steady(1_000_000));
    assertEquals(0, steady(100_000));
  }

  @Test
  void manyGatherForAsLongAsIsAllowed() {
    assertEquals(LONGEST - WORK, steady(60_000));
  }

  @Test
  void moreGatherUntilThereAreSome() {
    long slept = steady(30_000);
    assertTrue(slept > 70_000 && slept < 150_000, "slept " + slept);
  }

  @Test
  void whenThereAreAlwaysSomeNobodyWaits() {
    assertEquals(0, steady(5_000));
  }

  @Test
  void waitingEndsWithTheTraffic() {
    steady(30_000);
    now += 20_000_000;
    assertEquals(0, gathering.onWakeUp(now, 1, now + WORK));
  }
}
