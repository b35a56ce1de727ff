package org.parley.signaling.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.media.rtp.rtcp.ReportBlock;
import org.parley.media.rtp.rtcp.SenderReport;

class ReceptionStatisticsTest {
  private static final int SSRC = 9;
  private static final long SECOND = 1_000_000_000;

  private final ReceptionStatistics statistics = new ReceptionStatistics(90_000);

  @Test
  void reportsWhatIsLostSinceTheReportBefore() {
    for (int number : new int[] {65_534, 65_535, 65_537, 65_538}) {
      statistics.onPacket(SSRC, number, 0, 0);
    }
    assertEquals(new ReportBlock(SSRC, 51, 1, 65_538, 0, 0, 0), statistics.next(0));
    statistics.onPacket(SSRC, 65_539, 0, 0);
    assertEquals(new ReportBlock(SSRC, 0, 1, 65_539, 0, 0, 0), statistics.next(0));
  }

  @Test
  void returnsTheLastSenderReportAndItsAge() {
    statistics.onPacket(SSRC, 1, 0, 0);
    long ntp = 0x1111_2222_3333_4444L;
    statistics.onSenderReport(new SenderReport(8, ntp, 0, 1, 1, List.of()), SECOND);
    assertEquals(0, statistics.next(SECOND).lastSenderReport());
    statistics.onSenderReport(new SenderReport(SSRC, ntp, 0, 1, 1, List.of()), SECOND);
    ReportBlock block = statistics.next(SECOND + SECOND / 2);
    assertEquals(0x2222_3333, block.lastSenderReport());
    assertEquals(32_768, block.delaySinceLastSenderReport());
  }

  @Test
  void jitterIsZeroForASteadyStreamAndGrowsWithDelay() {
    for (int i = 0; i < 100; i++) {
      statistics.onPacket(SSRC, i, i * 3_000, i * SECOND / 30);
    }
    assertEquals(0, statistics.next(0).jitter(), 2);
    for (int i = 100; i < 200; i++) {
      statistics.onPacket(SSRC, i, i * 3_000, i * SECOND / 30 + (i % 2) * 10_000_000);
    }
    // 10 ms to and fro are 900 units of the clock.
    assertEquals(900, statistics.next(0).jitter(), 30);
  }
}
