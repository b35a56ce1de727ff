package org.parley.signaling.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CeilingSearchTest {
  private final List<Integer> tried = new ArrayList<>();

  @ParameterizedTest
  @CsvSource({"10, 1000", "100, 137", "200, 201", "300, 40", "1, 3", "5, 4999"})
  void endsWithinAFewPercentBelowTheCeiling(int first, int ceiling) {
    CeilingSearch search = new CeilingSearch(first, 5_000);
    run(search, load -> load <= ceiling);
    assertTrue(search.best() <= ceiling, () -> "found " + search.best());
    assertTrue(search.best() >= ceiling * 0.94 - 1, () -> "found " + search.best());
    assertTrue(tried.size() < 40, tried::toString);
    assertFalse(search.isOpen());
  }

  @Test
  void growsByHalfThenHalvesTheDistance() {
    run(new CeilingSearch(100, 5_000), load -> load <= 160);
    assertEquals(
        List.of(100, 150, 225, 225, 187, 187, 168, 168, 159, 163, 163), tried.subList(0, 11));
  }

  @Test
  void oneBadMomentIsNotTheCeiling() {
    CeilingSearch search = new CeilingSearch(100, 150);
    run(search, load -> tried.size() != 1);
    assertEquals(List.of(100, 100, 150), tried);
    assertEquals(150, search.best());
    assertTrue(search.isOpen());
  }

  @Test
  void nothingIsBorne() {
    CeilingSearch search = new CeilingSearch(100, 5_000);
    run(search, load -> false);
    assertEquals(0, search.best());
    assertFalse(search.isOpen());
  }

  @Test
  void aFullServerEndsTheSearch() {
    CeilingSearch search = new CeilingSearch(100, 5_000);
    search.tried(true);
    search.full(120);
    assertTrue(search.isFinished());
    assertEquals(120, search.best());
  }

  private void run(CeilingSearch search, IntPredicate server) {
    while (!search.isFinished()) {
      assertTrue(tried.size() < 100, tried::toString);
      assertTrue(search.candidate() >= 1);
      tried.add(search.candidate());
      search.tried(server.test(search.candidate()));
    }
  }
}
