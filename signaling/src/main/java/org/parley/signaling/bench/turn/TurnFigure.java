package org.parley.signaling.bench.turn;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.parley.signaling.bench.result.Figure;

/** What is compared of TURN servers. */
enum TurnFigure implements Figure {
  PACKETS("packetsPerSecond", "Relayed", "packets/s", 0),
  LOSS("lossPercent", "Lost", "%", 4),
  P50("p50Millis", "Latency, p50", "ms", 3),
  P95("p95Millis", "Latency, p95", "ms", 3),
  P99("p99Millis", "Latency, p99", "ms", 3),
  MAX("maxMillis", "Latency, greatest", "ms", 2),
  CPU("cpuMicrosPerPacket", "CPU per relayed packet", "µs", 2),
  SWITCHES("switchesPerPacket", "Context switches per relayed packet", "", 3),
  ALLOCATIONS("allocationsPerSecond", "Allocations", "/s", 0),
  FAILED("failedAllocations", "Failed allocations", "", 0),
  ALLOCATION_P99("allocationP99Millis", "Allocation, p99", "ms", 2),
  ALLOCATION_CPU("cpuMicrosPerAllocation", "CPU per allocation", "µs", 1),
  MEMORY("kibPerAllocation", "Memory per allocation", "KiB", 2),
  KEPT("kibKeptPerAllocation", "Memory kept per ended allocation", "KiB", 2),
  BINDINGS("bindingsPerSecond", "Binding requests answered", "/s", 0),
  BINDING_CPU("cpuMicrosPerBinding", "CPU per binding request", "µs", 2);

  private final Label label;

  TurnFigure(String key, String title, String unit, int decimals) {
    this.label = new Label(key, title, unit, decimals);
  }

  static Optional<TurnFigure> of(String key) {
    String wanted = key.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(figure -> figure.key().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  @Override
  public Label label() {
    return label;
  }
}
