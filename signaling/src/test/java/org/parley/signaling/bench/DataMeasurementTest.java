package org.parley.signaling.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.signaling.bench.DataBenchOptions.Traffic;
import org.parley.signaling.bench.host.ServerMemory;
import org.parley.signaling.bench.result.GeneratorUse;
import org.parley.signaling.bench.result.LatencyHistogram;
import org.parley.signaling.bench.result.Measurement;
import org.parley.signaling.bench.result.Reception;

class DataMeasurementTest {
  private static final Traffic LOSSY = new Traffic.Lossy(1_000, 100);
  private static final Traffic BULK = new Traffic.Bulk(65_536);

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          100, 100, 0, 10, 0, 0, ''
          100,  99, 0, 10, 0, 0, '1 of 100 were lost, 0 came twice or out of order'
          100, 100, 2, 10, 0, 0, '0 of 100 were lost, 2 came twice or out of order'
            0,   0, 0, 10, 0, 0, '0 of 0 were lost, 0 came twice or out of order'
          100, 100, 0, 21, 0, 0, 'the 99th percentile of the latency was 21 ms'
          100, 100, 0, 10, 1, 0, '1 joins failed'
          100, 100, 0, 10, 0, 3, '3 channels of receivers who read were closed'
          """)
  void saysWhatTheServerCouldNotBear(
      int expected,
      int received,
      int duplicates,
      int millis,
      int failed,
      int closed,
      String limit) {
    Reception reception = new Reception(expected, received, duplicates, 0, 0);
    DataMeasurement measured = measured(LOSSY, reception, millis, failed, closed);
    assertEquals(limit, measured.limit());
    assertEquals(limit.isEmpty(), measured.isGood());
  }

  @Test
  void fullSpeedMayTakeItsTime() {
    Reception reception = new Reception(100, 100, 0, 0, 0);
    DataMeasurement measured = measured(BULK, reception, 5_000, 0, 0);
    assertEquals("", measured.limit());
    // 1, 2 and 4 MB in two seconds.
    assertEquals(4, measured.megabits(0), 1e-9);
    assertEquals(8, measured.megabits(0.5), 1e-9);
    assertEquals(16, measured.megabits(1), 1e-9);
    assertEquals(50, measured.messagesPerSecond(), 1e-9);
    // 700 ms for 100 messages of 7 MB in all.
    assertEquals(7_000, measured.of(DataFigure.CPU), 1e-9);
    assertEquals(100, measured.of(DataFigure.CPU_MEGABYTE), 1e-9);
    assertTrue(Double.isNaN(measured.of(DataFigure.HEAP)));
    assertTrue(measured.json().path("liveHeapKib").isNull());
  }

  private static DataMeasurement measured(
      Traffic traffic, Reception reception, int millis, int failed, int closed) {
    LatencyHistogram latencies = new LatencyHistogram();
    latencies.record(Duration.ofMillis(millis).toNanos());
    return new DataMeasurement(
        traffic,
        Duration.ofSeconds(2),
        reception,
        latencies,
        new long[] {1_000_000, 2_000_000, 4_000_000},
        100,
        Optional.of(new Measurement.ServerCost(Duration.ofMillis(700), 0, 1_024, Optional.empty())),
        ServerMemory.UNKNOWN,
        new GeneratorUse(Duration.ofSeconds(2), Duration.ofSeconds(1), 0.2, 0.5, 0),
        new DataMeasurement.Trouble(failed, 0, closed, 0, 0));
  }
}
