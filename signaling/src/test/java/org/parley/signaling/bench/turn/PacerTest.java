package org.parley.signaling.bench.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PacerTest {
  private static final long START = 1_000_000_000_000L;
  private static final long MILLI = 1_000_000;

  @Test
  void evenFlowsHaveAMomentOfTheirOwn() {
    Pacer pacer = new Pacer(4, 50, Pacer.Pacing.EVEN, START);
    assertEquals(
        List.of(0L, 5 * MILLI, 10 * MILLI, 15 * MILLI, 20 * MILLI, 25 * MILLI), dues(pacer, 6));
  }

  @Test
  void burstsAreOfAllFlowsAtOnce() {
    Pacer pacer = new Pacer(3, 50, Pacer.Pacing.BURST, START);
    assertEquals(List.of(0L, 0L, 0L, 20 * MILLI, 20 * MILLI, 20 * MILLI), dues(pacer, 6));
  }

  private static List<Long> dues(Pacer pacer, int count) {
    List<Long> dues = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      dues.add(pacer.dueNanos() - START);
      pacer.take();
    }
    return dues;
  }

  @Test
  void everyFlowSendsOnceInEachInterval() {
    Pacer pacer = new Pacer(200, 50, Pacer.Pacing.EVEN, START);
    Map<Integer, Long> last = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      long due = pacer.dueNanos();
      Long before = last.put(pacer.take(), due);
      if (before != null) {
        assertEquals(20 * MILLI, due - before);
      }
    }
    assertEquals(200, last.size());
  }

  @Test
  void theRateIsKeptOverALongTime() {
    Pacer pacer = new Pacer(2, 333, Pacer.Pacing.EVEN, START);
    dues(pacer, 2 * 333 * 60);
    assertEquals(60e9, pacer.dueNanos() - START, 1);
  }

  @Test
  void whatIsTooLateIsSkipped() {
    Pacer pacer = new Pacer(1, 1_000, Pacer.Pacing.EVEN, START);
    assertEquals(0, pacer.skip(START + 20 * MILLI, 20 * MILLI));
    assertEquals(80, pacer.skip(START + 100 * MILLI, 20 * MILLI));
    assertEquals(START + 80 * MILLI, pacer.dueNanos());
  }
}
