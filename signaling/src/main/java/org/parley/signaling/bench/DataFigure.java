package org.parley.signaling.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.parley.signaling.bench.result.Figure;
import org.parley.signaling.bench.result.Measurement;

/** What is compared of data channels. */
enum DataFigure implements Figure {
  MESSAGES("messagesPerSecond", "Delivered", "messages/s", 0, DataMeasurement::messagesPerSecond),
  LOSS("lossPercent", "Lost", "%", 4, m -> 100 * m.reception().loss()),
  P50("p50Millis", "Latency, p50", "ms", 2, m -> m.latencies().percentileMillis(0.5)),
  P90("p90Millis", "Latency, p90", "ms", 2, m -> m.latencies().percentileMillis(0.9)),
  P99("p99Millis", "Latency, p99", "ms", 2, m -> m.latencies().percentileMillis(0.99)),
  MAX("maxMillis", "Latency, greatest", "ms", 2, DataMeasurement::maxMillis),
  MEGABITS("megabitsPerSecond", "Each receiver, median", "Mbit/s", 1, m -> m.megabits(0.5)),
  LEAST("leastMegabitsPerSecond", "Slowest receiver", "Mbit/s", 1, m -> m.megabits(0)),
  CPU(
      "cpuMicrosPerMessage",
      "CPU per delivered message",
      "µs",
      2,
      m -> m.cpuMicros() / Math.max(1, m.messages())),
  CPU_MEGABYTE(
      "cpuMillisPerMegabyte",
      "CPU per delivered MB",
      "ms",
      2,
      m -> m.cpuMicros() * 1e3 / Math.max(1, m.bytes())),
  ALLOCATION(
      "allocatedBytesPerMessage",
      "Allocation per delivered message, media loops",
      "bytes",
      1,
      m -> m.jvm(Measurement.JvmCost::mediaBytes) / Math.max(1, m.messages())),
  PAUSES("gcPauseMillis", "GC pauses, all", "ms", 0, m -> m.jvm(j -> 1e3 * j.pauseSeconds())),
  HEAP("liveHeapKib", "Live heap", "KiB", 0, m -> m.memory().liveHeapKib()),
  DIRECT("directMemoryKib", "Direct memory", "KiB", 0, m -> m.memory().directKib());

  private final Label label;
  private final ToDoubleFunction<DataMeasurement> value;

  DataFigure(
      String key, String title, String unit, int decimals, ToDoubleFunction<DataMeasurement> of) {
    this.label = new Label(key, title, unit, decimals);
    this.value = of;
  }

  @Override
  public Label label() {
    return label;
  }

  static Map<Figure, Double> all(DataMeasurement measurement) {
    Map<Figure, Double> all = new LinkedHashMap<>();
    for (DataFigure figure : values()) {
      all.put(figure, figure.value.applyAsDouble(measurement));
    }
    return all;
  }
}
