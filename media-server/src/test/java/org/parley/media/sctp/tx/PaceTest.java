package org.parley.media.sctp.tx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long MILLISECOND = 1_000_000;

  /** The clock begins shortly before it wraps. */
  private static final long BEGINNING = Long.MAX_VALUE - 3 * MILLISECOND;

  private static final int MTU = 1_000;
  private final CongestionControl congestion = new CongestionControl(MTU, 1_000_000);
  private final RetransmissionTimeout timeout =
      new RetransmissionTimeout(500 * MILLISECOND, 200 * MILLISECOND, 3_000 * MILLISECOND);
  private final Pace pace = new Pace(MTU, congestion, timeout);

  /** Sends whenever it may; returns in which millisecond the packets leave. */
  private List<Long> times(int packets) {
    List<Long> times = new ArrayList<>();
    long now = BEGINNING;
    while (times.size() < packets) {
      if (pace.holds(now)) {
        pace.await(now);
        now = pace.deadline().atNanos();
      } else {
        pace.onSent(MTU, now);
        times.add((now - BEGINNING) / MILLISECOND);
      }
    }
    return times;
  }

  private void window(int packets) {
    while (congestion.window() < packets * MTU) {
      congestion.onAcknowledged(MTU, true, 1);
    }
  }

  @Test
  void nothingWaitsBeforeARoundTripIsKnown() {
    times(1_000);
    assertFalse(pace.holds(BEGINNING));
  }

  /** Ten, and then a window in half a round trip. */
  @Test
  void aBurstIsFollowedByTheRateOfAWindowThatOpens() {
    timeout.onMeasured(40 * MILLISECOND);
    window(20);
    assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 2L, 3L, 4L), times(14));
  }

  /** Five quarters of a window in a round trip. */
  @Test
  void theRateOfAWindowThatIsFoundIsALittleMoreThanIt() {
    timeout.onMeasured(70 * MILLISECOND);
    window(50);
    congestion.onLost(2, 2);
    assertEquals(35 * MTU, congestion.window());
    List<Long> times = times(10 + 35);
    assertEquals(0, times.get(9));
    assertEquals(1, times.get(10));
    assertEquals(70 * 4 / 5, times.getLast());
  }

  /** An event loop that comes every millisecond is enough. */
  @Test
  void aFastPathGetsItsRateWithTwoTicksOfBurst() {
    timeout.onMeasured(50 * MILLISECOND);
    window(1_000);
    List<Long> times = times(500);
    int first = (int) times.stream().filter(time -> time == 0).count();
    assertEquals(51, first, "two milliseconds of 25 packets each, and one");
    assertEquals(Math.ceilDiv(500 - first, 25), times.getLast());
  }

  @Test
  void onAPathOfTwoMillisecondsNothingWaits() {
    timeout.onMeasured(2 * MILLISECOND);
    window(1_000);
    assertEquals(0, times(1_000).getLast());
  }

  @Test
  void timeThatPassesGivesNoMoreThanOneBurst() {
    timeout.onMeasured(40 * MILLISECOND);
    window(20);
    pace.onSent(MTU, BEGINNING);
    long now = BEGINNING;
    long later = now + 10_000 * MILLISECOND;
    int sent = 0;
    while (!pace.holds(later)) {
      pace.onSent(MTU, later);
      sent++;
    }
    assertEquals(10, sent);
  }

  /** RFC 9260 section 7.2.1. */
  @Test
  void theWindowIsHalvedForEachTimeoutWithoutData() {
    window(80);
    congestion.onIdle(1);
    assertEquals(40 * MTU, congestion.window());
    congestion.onIdle(2);
    assertEquals(10 * MTU, congestion.window());
    congestion.onIdle(Long.MAX_VALUE);
    assertEquals(10 * MTU, congestion.window(), "the first window is its least");
    assertTrue(congestion.opening());
    window(60);
    assertTrue(congestion.opening(), "it opens to where it was");
    congestion.onTimeout(1);
    congestion.onIdle(3);
    assertEquals(MTU, congestion.window(), "silence does not open it");
  }
}
