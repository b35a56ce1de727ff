package org.parley.media.receive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class SenderClockTest {
  @Test
  void ntpTimeRoundTripsToTheNanosecondOrTwo() {
    long nanos = 3_900_000_000L * 1_000_000_000L + 123_456_789;
    assertEquals(nanos, NtpTime.toNanos(NtpTime.fromNanos(nanos)), 2);
    assertEquals(1L << 31, NtpTime.fromNanos(500_000_000));
  }

  @Test
  void tiesTimestampsToTheReportAcrossTheWrap() {
    SenderClock clock = new SenderClock(90_000);
    assertNull(clock.reading());
    clock.onSenderReport(NtpTime.fromNanos(10_000_000_000L), -900);
    SenderClock.Reading reading = clock.reading();
    assertNotNull(reading);
    assertEquals(10_020_000_000L, reading.captureNanos(900), 2);
    assertEquals(900, reading.timestampAt(10_020_000_000L), 1);
    assertEquals(-1800, reading.timestampAt(9_990_000_000L), 1);
  }

  @Test
  void thePublishersClockIsTheOneWithTheLeastDelayInIt() {
    PublisherClock clock = new PublisherClock();
    clock.onSenderReport(1_000, 51_000_000);
    clock.onSenderReport(2_000, 41_002_000);
    clock.onSenderReport(3_000, 81_003_000);
    assertEquals(0, clock.toTheirs(41_000_000));
    clock.onSenderReport(0, 2_000_000_000);
    assertEquals(0, clock.toTheirs(2_000_000_000));
  }
}
