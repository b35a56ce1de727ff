package org.parley.signaling.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void letsTwoSecondsWorthThroughAtOnceAndThenTheRate() {
    long now = Long.MAX_VALUE - SECOND; // the clock wraps on the way
    TokenBucket bucket = new TokenBucket(10, now);
    assertEquals(20, taken(bucket, now));
    assertEquals(0, taken(bucket, now + SECOND / 10 - 1));
    assertEquals(1, taken(bucket, now + SECOND / 10));
    assertEquals(10, taken(bucket, now + SECOND / 10 + SECOND));
    assertEquals(20, taken(bucket, now + 60 * SECOND), "it never fills further");
  }

  @Test
  void sustainsItsRate() {
    TokenBucket bucket = new TokenBucket(50, 0);
    for (long now = 0; now < 60 * SECOND; now += SECOND / 50) {
      assertTrue(bucket.tryTake(now));
    }
    TokenBucket faster = new TokenBucket(50, 0);
    boolean refused = false;
    for (long now = 0; now < 60 * SECOND; now += SECOND / 60) {
      refused |= !faster.tryTake(now);
    }
    assertTrue(refused);
  }

  private static int taken(TokenBucket bucket, long now) {
    int taken = 0;
    while (bucket.tryTake(now)) {
      taken++;
    }
    return taken;
  }
}
