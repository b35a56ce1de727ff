package org.parley.signaling.bench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {
  private final LatencyHistogram histogram = new LatencyHistogram();

  @Test
  void percentilesOfAThousandMilliseconds() {
    for (int millis = 1; millis <= 1000; millis++) {
      histogram.record(TimeUnit.MILLISECONDS.toNanos(millis));
    }
    assertEquals(500, histogram.percentileMillis(0.5), 500 * 0.016);
    assertEquals(990, histogram.percentileMillis(0.99), 990 * 0.016);
    assertEquals(1000, histogram.percentileMillis(1), 0);
    assertEquals(1000, histogram.maxMillis(), 0);
    assertEquals(1000, histogram.count());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 63, 64, 65, 127, 128, 1_000, 65_535, 65_536, 123_456_789})
  void aSingleValueIsEveryPercentile(long micros) {
    histogram.record(micros * 1_000);
    assertEquals(micros / 1e3, histogram.percentileMillis(0.01), 0);
    assertEquals(micros / 1e3, histogram.percentileMillis(1), 0);
  }

  @Test
  void bucketsAreNarrowAndInOrder() {
    double last = -1;
    for (long micros = 0; micros < 200_000; micros += 7) {
      LatencyHistogram two = new LatencyHistogram();
      two.record(micros * 1_000);
      two.record(TimeUnit.MINUTES.toNanos(1));
      double millis = two.percentileMillis(0.5);
      assertTrue(millis >= micros / 1e3 && millis <= micros / 1e3 * 1.0321 + 1e-9, "" + micros);
      assertTrue(millis >= last);
      last = millis;
    }
  }

  @Test
  void whatIsOutOfRangeIsKeptAtItsEnds() {
    histogram.record(-5);
    histogram.record(Long.MAX_VALUE);
    assertEquals(0, histogram.percentileMillis(0.5), 0);
    assertEquals(134_217.727, histogram.maxMillis(), 0.001);
  }

  @Test
  void addsAndClears() {
    histogram.record(1_000_000);
    LatencyHistogram sum = histogram.copy();
    sum.add(histogram);
    assertEquals(2, sum.count());
    histogram.clear();
    assertEquals(0, histogram.count());
    assertTrue(Double.isNaN(histogram.percentileMillis(0.5)));
  }
}
