package org.parley.signaling.bench.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the kernel tells in /proc. */
class ProcTest {
  private static final String STAT =
      "123 (a (b) c) S 1 123 123 0 -1 4194560 1 2 3 4 250 50 0 0 20 0 4 0 999 1000 200 1 1 1";

  @Test
  void readsTimesBehindAProgramNameWithBlanksAndParentheses() {
    Optional<ProcessUsage> usage = ProcessUsage.parse(STAT, "Name:\tx\nVmRSS:\t   2048 kB\n");
    assertEquals(Optional.of(new ProcessUsage(3_000_000, 2048)), usage);
  }

  @Test
  void aProcessWithoutMemoryIsGone() {
    assertTrue(ProcessUsage.parse(STAT, "Name:\tx\nState:\tZ (zombie)\n").isEmpty());
    assertTrue(ProcessUsage.parse("", "VmRSS: 1 kB").isEmpty());
  }

  @Test
  void timeBetweenTwoLooks() {
    Optional<ProcessUsage> first = Optional.of(new ProcessUsage(1_000, 1));
    Optional<ProcessUsage> second = Optional.of(new ProcessUsage(3_500, 1));
    assertEquals(Duration.ofNanos(2_500_000), ProcessUsage.cpuBetween(first, second));
    assertEquals(Duration.ZERO, ProcessUsage.cpuBetween(Optional.empty(), second));
  }

  @Test
  void countsTheDropsOfOurPortsAlone() {
    String line =
        "  12: 00000000:1F90 00000000:0000 07 00000000:00000000 00:00000000 00000000     0"
            + "        0 5678 2 0000000000000000 17";
    assertEquals(17, SocketDrops.drops(line, Set.of(8080)));
    assertEquals(0, SocketDrops.drops(line, Set.of(8081)));
    assertEquals(0, SocketDrops.drops("too short", Set.of(8080)));
  }
}
