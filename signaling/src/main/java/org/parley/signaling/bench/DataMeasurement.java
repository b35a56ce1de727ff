package org.parley.signaling.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.parley.signaling.bench.host.ServerMemory;
import org.parley.signaling.bench.result.Figure;
import org.parley.signaling.bench.result.GeneratorUse;
import org.parley.signaling.bench.result.LatencyHistogram;
import org.parley.signaling.bench.result.Measurement;
import org.parley.signaling.bench.result.Reception;
import org.parley.signaling.bench.result.Result;
import org.parley.signaling.bench.result.ResultJson;
import org.parley.signaling.bench.result.ResultTable.Row;

/**
 * What became of the messages of a while, at those receivers who read.
 *
 * @param traffic what was sent
 * @param reception of numbered messages
 * @param bytesPerReceiver that arrived meanwhile, least first
 * @param messages that arrived meanwhile, at all of them
 * @param server only when the server's process is known
 * @param memory of the server, when that was over
 * @param trouble what went wrong besides
 */
record DataMeasurement(
    DataBenchOptions.Traffic traffic,
    Duration duration,
    Reception reception,
    LatencyHistogram latencies,
    long[] bytesPerReceiver,
    long messages,
    Optional<Measurement.ServerCost> server,
    ServerMemory memory,
    GeneratorUse generator,
    Trouble trouble)
    implements Result {
  private static final double MAX_P99_MILLIS = 20;

  /**
   * @param failures of joins
   * @param refused messages for which the sender had no room, and that were not sent
   * @param closed channels of receivers who read, closed by the server
   * @param stalled receivers who do not read
   * @param stalledClosed channels of those that the server closed, or of which it said so
   */
  record Trouble(int failures, long refused, int closed, int stalled, int stalledClosed) {}

  double seconds() {
    return duration.toNanos() / 1e9;
  }

  double messagesPerSecond() {
    return messages / seconds();
  }

  long bytes() {
    return Arrays.stream(bytesPerReceiver).sum();
  }

  double maxMillis() {
    return latencies.count() == 0 ? Double.NaN : latencies.maxMillis();
  }

  /** Of the receiver who has more than that share of the others. */
  double megabits(double share) {
    int count = bytesPerReceiver.length;
    return count == 0
        ? Double.NaN
        : bytesPerReceiver[(int) Math.min(count - 1, share * count)] * 8 / 1e6 / seconds();
  }

  /** NaN if nothing is known. */
  double cpuMicros() {
    return server.map(cost -> cost.cpu().toNanos() / 1e3).orElse(Double.NaN);
  }

  double jvm(ToDoubleFunction<Measurement.JvmCost> value) {
    return Measurement.ServerCost.ofJvm(server, value);
  }

  /** What the server could not bear, for people; empty if it bore all. */
  String limit() {
    if (trouble.failures() > 0) {
      return "%d joins failed".formatted(trouble.failures());
    }
    if (trouble.closed() > 0) {
      return "%d channels of receivers who read were closed".formatted(trouble.closed());
    }
    if (reception.received() == 0 || reception.loss() > 0 || reception.duplicates() > 0) {
      return "%,d of %,d were lost, %,d came twice or out of order"
          .formatted(
              reception.expected() - reception.received(),
              reception.expected(),
              reception.duplicates());
    }
    double p99 = latencies.percentileMillis(0.99);
    return switch (traffic) {
      case DataBenchOptions.Traffic.Lossy _ ->
          p99 <= MAX_P99_MILLIS
              ? ""
              : String.format(Locale.ROOT, "the 99th percentile of the latency was %.0f ms", p99);
      case DataBenchOptions.Traffic.Bulk _ -> "";
    };
  }

  @Override
  public boolean isGood() {
    return limit().isEmpty();
  }

  /** Why this program, or the machine that both share, may be the limit and not the server. */
  Optional<String> doubt() {
    return generator.dropped(10).or(this::refused).or(generator::full);
  }

  private Optional<String> refused() {
    return trouble.refused() > 0
        ? Optional.of("the sender had no room for %,d messages".formatted(trouble.refused()))
        : Optional.empty();
  }

  @Override
  public Map<Figure, Double> figures() {
    return DataFigure.all(this);
  }

  @Override
  public List<Figure> charted() {
    return switch (traffic) {
      case DataBenchOptions.Traffic.Lossy _ ->
          List.of(DataFigure.CPU, DataFigure.P99, DataFigure.MESSAGES);
      case DataBenchOptions.Traffic.Bulk _ ->
          List.of(DataFigure.CPU_MEGABYTE, DataFigure.MEGABITS, DataFigure.P99);
    };
  }

  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of("receivers", "%d, %d stalled", bytesPerReceiver.length, trouble.stalled()));
    rows.add(Row.of("measured", "%.1f s", seconds()));
    rows.add(Row.of("delivered", "%,.0f messages/s", messagesPerSecond()));
    rows.add(
        Row.of(
            "expected / received",
            "%,d / %,d, %,d twice or out of order",
            reception.expected(),
            reception.received(),
            reception.duplicates()));
    long lost = reception.expected() - reception.received();
    rows.add(Row.of("lost", "%,d (%.4f%%)", lost, 100 * reception.loss()));
    rows.add(Row.of("latency", "%s", percentiles()));
    rows.add(
        Row.of(
            "each receiver",
            "%.1f Mbit/s (least %.1f, most %.1f)",
            megabits(0.5),
            megabits(0),
            megabits(1)));
    server(rows);
    rows.add(
        Row.of(
            "this program",
            "%.0f%% CPU, busiest thread %.0f%%, %,d dropped at our sockets",
            generator.cpuPercent(),
            100 * generator.busiest(),
            generator.drops()));
    generator.addMachine(rows);
    if (trouble.closed() > 0) {
      rows.add(Row.of("closed by the server", "%d channels of who reads", trouble.closed()));
    }
    if (trouble.stalled() > 0) {
      rows.add(Row.of("stalled receivers", "%d of their channels closed", trouble.stalledClosed()));
    }
    doubt().ifPresent(doubt -> rows.add(Row.of("doubt", "%s", doubt)));
    return rows;
  }

  private void server(List<Row> rows) {
    if (server.isEmpty()) {
      rows.add(Row.of("server", "– (its process is unknown: --server-pid)"));
      return;
    }
    rows.add(
        Row.of(
            "server's CPU",
            "%.0f%%, %s µs per delivered message, %s ms per delivered MB",
            cpuMicros() / 1e4 / seconds(),
            text(DataFigure.CPU),
            text(DataFigure.CPU_MEGABYTE)));
    rows.add(
        Row.of(
            "server's memory",
            "%,d MiB resident, %s KiB live heap, %s KiB direct",
            server.get().loadedKib() / 1024,
            text(DataFigure.HEAP),
            text(DataFigure.DIRECT)));
    rows.add(Row.of("server's allocation", "%s bytes per message", text(DataFigure.ALLOCATION)));
    rows.add(Row.of("server's GC pauses", "%s ms", text(DataFigure.PAUSES)));
  }

  private String text(DataFigure figure) {
    return figure.text(of(figure));
  }

  private String percentiles() {
    return latencies.count() == 0
        ? "none"
        : String.format(
            Locale.ROOT,
            "p50 %.2f, p90 %.2f, p99 %.2f, max %.2f ms",
            latencies.percentileMillis(0.5),
            latencies.percentileMillis(0.9),
            latencies.percentileMillis(0.99),
            latencies.maxMillis());
  }

  @Override
  public JsonNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("receivers", bytesPerReceiver.length).put("stalled", trouble.stalled());
    ResultJson.number(json, "seconds", seconds());
    json.put("expected", reception.expected()).put("received", reception.received());
    json.put("duplicates", reception.duplicates()).put("foreign", reception.unattributed());
    figures().forEach((figure, value) -> ResultJson.number(json, figure.key(), value));
    generator.addTo(json).put("refused", trouble.refused());
    json.put("failures", trouble.failures()).put("channelsClosed", trouble.closed());
    json.put("stalledChannelsClosed", trouble.stalledClosed());
    json.put("good", isGood()).put("limit", limit()).put("doubt", doubt().orElse(null));
    return json;
  }
}
