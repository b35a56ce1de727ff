package org.parley.signaling.bench.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.signaling.bench.host.ContextSwitches;
import org.parley.signaling.bench.host.ProcessUsage;
import org.parley.signaling.bench.result.GeneratorUse;
import org.parley.signaling.bench.result.LatencyHistogram;
import org.parley.signaling.bench.result.Reception;
import org.parley.signaling.bench.result.Run;

class VerdictTest {
  private static TurnGenerator generator(long drops, long skipped, double busiest) {
    return new TurnGenerator(
        new GeneratorUse(Duration.ofSeconds(1), Duration.ofMillis(100), busiest, 0.5, drops),
        skipped,
        0);
  }

  private static ServerUse use(long cpuMicros, long kib, long switches) {
    return new ServerUse(
        Optional.of(new ProcessUsage(cpuMicros, kib)), new ContextSwitches(switches, 0));
  }

  private static RelayMeasurement relayed(long received, double millis, long cpuMicros) {
    LatencyHistogram latencies = new LatencyHistogram();
    for (int i = 0; i < 100; i++) {
      latencies.record((long) (millis * 1e6));
    }
    return new RelayMeasurement(
        10,
        0,
        Duration.ofSeconds(1),
        new Reception(10_000, received, 0, 0, 0),
        latencies,
        use(0, 1_000, 0),
        use(cpuMicros, 2_000, received / 2),
        generator(0, 0, 0.2),
        "");
  }

  private static Run run(RelayMeasurement... measurements) {
    return new Run(
        Instant.EPOCH, "a", "load", Map.of(), Arrays.asList(measurements), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({"10000, 1, true", "9990, 20, true", "9989, 1, false", "10000, 21, false"})
  void lossAndLatencyAreLimits(long received, double millis, boolean good) {
    assertEquals(good, relayed(received, millis, 1).isGood());
  }

  @Test
  void costsAreForEachRelayedPacket() {
    RelayMeasurement m = relayed(10_000, 1, 50_000);
    assertEquals(5, m.of(TurnFigure.CPU), 1e-9);
    assertEquals(0.5, m.of(TurnFigure.SWITCHES), 1e-9);
    assertEquals(10_000, m.of(TurnFigure.PACKETS), 1e-9);
    assertTrue(Double.isNaN(m.of(TurnFigure.ALLOCATIONS)));
  }

  @Test
  void allocationsCostCpuAndMemory() {
    LatencyHistogram times = new LatencyHistogram();
    times.record(1_000_000);
    AllocationMeasurement m =
        new AllocationMeasurement(
            100,
            List.of(),
            Duration.ofMillis(50),
            times,
            new AllocationMeasurement.Uses(
                use(0, 1_000, 0),
                use(500, 1_100, 0),
                use(5_500, 2_900, 0),
                use(6_000, 3_000, 0),
                use(7_000, 1_200, 0)),
            generator(0, 0, 0.2));
    assertEquals(2_000, m.of(TurnFigure.ALLOCATIONS), 1e-9);
    assertEquals(50, m.of(TurnFigure.ALLOCATION_CPU), 1e-9);
    assertEquals(20, m.of(TurnFigure.MEMORY), 1e-9);
    assertEquals(2, m.of(TurnFigure.KEPT), 1e-9);
    assertTrue(m.isGood());
  }

  @Test
  void aFailedAllocationIsAFailure() {
    AllocationMeasurement m =
        new AllocationMeasurement(
            99,
            List.of("Allocate: 486 too many"),
            Duration.ofMillis(50),
            new LatencyHistogram(),
            new AllocationMeasurement.Uses(
                use(0, 1, 0), use(0, 1, 0), use(1, 1, 0), use(1, 1, 0), use(1, 1, 0)),
            generator(0, 0, 0.2));
    assertFalse(m.isGood());
    assertEquals(1, m.of(TurnFigure.FAILED));
  }

  @Test
  void theProgramItselfMayBeTheLimit() {
    assertEquals(Optional.empty(), generator(0, 5, 0.2).doubt(1_000));
    assertTrue(generator(0, 50, 0.2).doubt(1_000).orElseThrow().contains("late"));
    assertTrue(generator(100, 0, 0.2).doubt(1_000).orElseThrow().contains("sockets"));
    assertTrue(generator(0, 0, 0.95).doubt(1_000).orElseThrow().contains("busiest thread"));
  }

  @Test
  void requirementsAreOnMediansAndOnTheirRatio() {
    Run run =
        run(relayed(10_000, 1, 20_000), relayed(10_000, 1, 90_000), relayed(10_000, 1, 60_000));
    Optional<Run> other = Optional.of(run(relayed(10_000, 1, 100_000)));
    assertEquals(
        Optional.empty(), Requirement.parse("cpuMicrosPerPacket<=0.6x").missedBy(run, other));
    assertEquals(
        Optional.empty(), Requirement.parse("cpuMicrosPerPacket <= 6").missedBy(run, other));
    assertEquals(
        Optional.of("CPU per relayed packet is 0.600x, not <= 0.59x"),
        Requirement.parse("CPUmicrosPerPacket<=.59x").missedBy(run, other));
    assertEquals(
        Optional.of("Relayed is 10000.000, not >= 15000.0"),
        Requirement.parse("packetsPerSecond>=15000").missedBy(run, other));
  }

  @Test
  void whatWasNotMeasuredMeetsNothing() {
    assertEquals(
        Optional.of("Allocations is unknown, not >= 1.0x"),
        Requirement.parse("allocationsPerSecond>=1x")
            .missedBy(run(relayed(1, 1, 1)), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "p99Millis", "p99Millis<1", "what<=1", "p99Millis<=x"})
  void nonsenseIsNoRequirement(String text) {
    assertThrows(IllegalArgumentException.class, () -> Requirement.parse(text));
  }
}
