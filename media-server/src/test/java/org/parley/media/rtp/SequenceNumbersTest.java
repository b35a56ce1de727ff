package org.parley.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceNumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0,     1,     1",
    "65535, 0,     1",
    "0,     65535, -1",
    "0,     32767, 32767",
    "0,     32768, -32768",
    "40000, 10000, -30000",
    "7,     7,     0"
  })
  void distancesWrap(int from, int to, int distance) {
    assertEquals(distance, SequenceNumbers.distance(from, to));
    assertEquals(distance > 0, SequenceNumbers.isNewer(to, from));
    assertEquals(to, SequenceNumbers.plus(from, distance));
  }

  @Test
  void unwrapsSequenceNumbers() {
    SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    Random random = new Random(16);
    long truth = 65_000;
    assertEquals(truth, unwrapper.unwrap((int) truth & 0xFFFF));
    for (int i = 0; i < 100_000; i++) {
      truth += random.nextInt(2_000);
      assertEquals(truth, unwrapper.peek((int) truth & 0xFFFF));
      assertEquals(truth, unwrapper.unwrap((int) truth & 0xFFFF));
      long late = truth - random.nextInt(30_000);
      assertEquals(late, unwrapper.unwrap((int) late & 0xFFFF));
    }
  }

  @Test
  void whatCameBeforeTheFirstIsNegative() {
    SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    assertEquals(2, unwrapper.unwrap(2));
    assertEquals(-1, unwrapper.unwrap(65_535));
    assertEquals(3, unwrapper.unwrap(3));
  }

  @Test
  void unwrapsTimestamps() {
    TimestampUnwrapper unwrapper = new TimestampUnwrapper();
    Random random = new Random(32);
    long truth = 0xFFFF_0000L;
    assertEquals(truth, unwrapper.unwrap((int) truth));
    for (int i = 0; i < 100_000; i++) {
      truth += random.nextInt(1 << 30);
      assertEquals(truth, unwrapper.peek((int) truth));
      assertEquals(truth, unwrapper.unwrap((int) truth));
      long late = truth - random.nextInt(1 << 30);
      assertEquals(late, unwrapper.unwrap((int) late));
    }
  }
}
