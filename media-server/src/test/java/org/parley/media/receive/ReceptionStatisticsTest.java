package org.parley.media.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ReceptionStatisticsTest {
  private static final long MS = 1_000_000;

  @Test
  void reportsLossOfTheIntervalAndInAll() {
    ReceptionStatistics statistics = new ReceptionStatistics(90_000);
    for (int i = 0; i < 100; i++) {
      if (i % 4 != 1) {
        statistics.onPacket(1000 + i, i * 900, i * 10 * MS);
      }
    }
    ReceptionStatistics.Interval first = statistics.report();
    assertEquals(25, first.cumulativeLost());
    assertEquals(64, first.fractionLost());
    assertEquals(1099, first.extendedHighest());
    assertEquals(25, first.lost());
    statistics.onPacket(1100, 100 * 900, 1000 * MS);
    ReceptionStatistics.Interval second = statistics.report();
    assertEquals(0, second.fractionLost());
    assertEquals(25, second.cumulativeLost());
  }

  @Test
  void steadyPacketsHaveNoJitterAndLateOnesDo() {
    ReceptionStatistics steady = new ReceptionStatistics(48_000);
    ReceptionStatistics shaken = new ReceptionStatistics(48_000);
    for (int i = 0; i < 200; i++) {
      steady.onPacket(i, i * 960, i * 20 * MS);
      shaken.onPacket(i, i * 960, i * 20 * MS + (i % 2) * 10 * MS);
    }
    assertEquals(0, steady.report().jitter());
    // Every transit differs by 10 ms, 480 units, from the one before (RFC 3550 appendix A.8).
    assertEquals(480, shaken.report().jitter(), 2);
  }

  @Test
  void duplicatesMakeTheCumulativeLossNegative() {
    ReceptionStatistics statistics = new ReceptionStatistics(90_000);
    statistics.onPacket(1, 0, 0);
    statistics.onPacket(1, 0, 0);
    assertEquals(-1, statistics.report().cumulativeLost());
  }
}
