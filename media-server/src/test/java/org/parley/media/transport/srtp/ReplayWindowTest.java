package org.parley.media.transport.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
  @Test
  void agreesWithASetOfEverythingSeen() {
    Random random = new Random(6479);
    ReplayWindow window = new ReplayWindow();
    Set<Long> seen = new HashSet<>();
    long around = 0;
    for (int i = 0; i < 200_000; i++) {
      int step = random.nextInt(1_000) == 0 ? 5_000 : 40;
      around += random.nextInt(step);
      long index = Math.max(0, around - random.nextInt(2 * ReplayWindow.SIZE));
      boolean fresh = window.isFresh(index);
      boolean tellable = window.highest() - index < ReplayWindow.SIZE;
      assertEquals(!seen.contains(index) && tellable, fresh, "index " + index);
      if (fresh) {
        window.accept(index);
        seen.add(index);
      }
    }
  }

  @Test
  void tellsApartAtLeastWhatTheThreatModelAsksFor() {
    ReplayWindow window = new ReplayWindow();
    window.accept(10_000);

    assertTrue(ReplayWindow.SIZE >= 128);
    assertTrue(window.isFresh(10_000 - ReplayWindow.SIZE + 1));
    assertFalse(window.isFresh(10_000 - ReplayWindow.SIZE));
    assertFalse(window.isFresh(-1));
  }

  @Test
  void aLongJumpForgetsTheOldRound() {
    ReplayWindow window = new ReplayWindow();
    for (long index = 0; index < 2_000; index++) {
      window.accept(index);
    }
    window.accept(1_000_000);
    assertTrue(window.isFresh(1_000_000 - ReplayWindow.SIZE + 1));
    assertTrue(window.isFresh(999_999));
  }
}
