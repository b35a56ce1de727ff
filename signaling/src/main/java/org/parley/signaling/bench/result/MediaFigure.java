package org.parley.signaling.bench.result;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.parley.signaling.bench.result.Measurement.ServerCost;

/** What is compared of servers that forward media. */
public enum MediaFigure implements Figure {
  PACKETS("packetsPerSecond", "Forwarded", "packets/s", 0, Measurement::packetsPerSecond),
  LOSS("lossPercent", "Lost", "%", 4, m -> 100 * m.reception().loss()),
  P50("p50Millis", "Latency, p50", "ms", 2, m -> m.latencies().percentileMillis(0.5)),
  P95("p95Millis", "Latency, p95", "ms", 2, m -> m.latencies().percentileMillis(0.95)),
  P99("p99Millis", "Latency, p99", "ms", 2, m -> m.latencies().percentileMillis(0.99)),
  JOIN_P50("joinP50Millis", "Join, p50", "ms", 0, m -> m.joinTimes().percentileMillis(0.5)),
  JOIN_P95("joinP95Millis", "Join, p95", "ms", 0, m -> m.joinTimes().percentileMillis(0.95)),
  CPU(
      "cpuMicrosPerPacket",
      "CPU per forwarded packet",
      "µs",
      2,
      m -> m.server().map(m::cpuMicrosPerPacket).orElse(Double.NaN)),
  ALLOCATION(
      "allocatedBytesPerPacket",
      "Allocation per forwarded packet, media loops",
      "bytes",
      1,
      m ->
          ServerCost.ofJvm(
              m.server(), jvm -> jvm.mediaBytes() / Math.max(1, m.reception().received()))),
  PAUSES(
      "gcPauseMillis",
      "GC pauses, all",
      "ms",
      0,
      m -> ServerCost.ofJvm(m.server(), jvm -> 1e3 * jvm.pauseSeconds())),
  MEMORY(
      "kibPerParticipant",
      "Memory per participant",
      "KiB",
      0,
      m -> m.server().map(m::kibPerParticipant).orElse(Double.NaN));

  private final Label label;
  private final ToDoubleFunction<Measurement> value;

  MediaFigure(
      String key, String title, String unit, int decimals, ToDoubleFunction<Measurement> value) {
    this.label = new Label(key, title, unit, decimals);
    this.value = value;
  }

  @Override
  public Label label() {
    return label;
  }

  public double of(Measurement measurement) {
    return value.applyAsDouble(measurement);
  }

  static Map<Figure, Double> all(Measurement measurement) {
    Map<Figure, Double> all = new LinkedHashMap<>();
    for (MediaFigure figure : values()) {
      all.put(figure, figure.of(measurement));
    }
    return all;
  }
}
