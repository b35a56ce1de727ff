package org.parley.signaling.bench.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.parley.signaling.bench.result.Figure;
import org.parley.signaling.bench.result.LatencyHistogram;
import org.parley.signaling.bench.result.Reception;
import org.parley.signaling.bench.result.Result;
import org.parley.signaling.bench.result.ResultJson;
import org.parley.signaling.bench.result.ResultTable;
import org.parley.signaling.bench.result.ResultTable.Row;

/**
 * What became of the packets of a while.
 *
 * @param allocations that were there
 * @param failed allocations that could not be made
 * @param remark for people: of a search, what ended it
 */
record RelayMeasurement(
    int allocations,
    int failed,
    Duration duration,
    Reception reception,
    LatencyHistogram latencies,
    ServerUse before,
    ServerUse after,
    TurnGenerator generator,
    String remark)
    implements Result {
  private static final double MAX_LOSS = 0.001;
  private static final double MAX_P95_MILLIS = 20;

  RelayMeasurement with(String newRemark) {
    return new RelayMeasurement(
        allocations, failed, duration, reception, latencies, before, after, generator, newRemark);
  }

  double packetsPerSecond() {
    return reception.received() / (duration.toNanos() / 1e9);
  }

  /** What the server could not bear, for people; empty if it bore all. */
  String limit() {
    if (failed > 0) {
      return "%,d allocations failed".formatted(failed);
    }
    if (reception.expected() == 0 || reception.loss() > MAX_LOSS) {
      return String.format(Locale.ROOT, "%.2f%% was lost", 100 * reception.loss());
    }
    double p95 = latencies.percentileMillis(0.95);
    return p95 <= MAX_P95_MILLIS
        ? ""
        : String.format(Locale.ROOT, "the 95th percentile of the latency was %.0f ms", p95);
  }

  @Override
  public boolean isGood() {
    return limit().isEmpty();
  }

  @Override
  public Map<Figure, Double> figures() {
    Map<Figure, Double> figures = new LinkedHashMap<>();
    figures.put(TurnFigure.PACKETS, packetsPerSecond());
    figures.put(TurnFigure.LOSS, 100 * reception.loss());
    figures.put(TurnFigure.P50, latencies.percentileMillis(0.5));
    figures.put(TurnFigure.P95, latencies.percentileMillis(0.95));
    figures.put(TurnFigure.P99, latencies.percentileMillis(0.99));
    figures.put(TurnFigure.MAX, latencies.count() == 0 ? Double.NaN : latencies.maxMillis());
    figures.put(TurnFigure.CPU, after.cpuMicrosPer(reception.received(), before));
    figures.put(TurnFigure.SWITCHES, after.switchesPer(reception.received(), before));
    return figures;
  }

  @Override
  public List<Figure> charted() {
    return List.of(TurnFigure.CPU, TurnFigure.P99, TurnFigure.PACKETS);
  }

  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of("allocations", "%,d, %,d failed", allocations, failed));
    rows.add(Row.of("measured", "%.1f s", duration.toNanos() / 1e9));
    rows.add(Row.of("relayed", "%,.0f packets/s", packetsPerSecond()));
    rows.add(
        Row.of(
            "sent / received",
            "%,d / %,d, %,d duplicates",
            reception.expected(),
            reception.received(),
            reception.duplicates()));
    rows.add(
        Row.of(
            "lost",
            "%,d (%.4f%%)",
            reception.expected() - reception.received(),
            100 * reception.loss()));
    rows.add(
        Row.of(
            "latency",
            "%s",
            ResultTable.percentiles("p50 %.3f, p95 %.3f, p99 %.3f, max %.2f ms", latencies)));
    rows.add(server());
    generator.addTo(rows, reception.received());
    generator.doubt(reception.expected()).ifPresent(d -> rows.add(Row.of("doubt", "%s", d)));
    if (!remark.isEmpty()) {
      rows.add(Row.of("search", "%s", remark));
    }
    return rows;
  }

  private Row server() {
    if (!after.known()) {
      return Row.of("server", "– (its process is unknown: --server-pid)");
    }
    return Row.of(
        "server",
        "%.0f%% CPU, %.2f µs and %.3f context switches per relayed packet, %,d MiB",
        100.0 * after.cpuSince(before).toNanos() / duration.toNanos(),
        after.cpuMicrosPer(reception.received(), before),
        after.switchesPer(reception.received(), before),
        after.residentKib() / 1024);
  }

  @Override
  public JsonNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("allocations", allocations).put("failed", failed);
    ResultJson.number(json, "seconds", duration.toNanos() / 1e9);
    json.put("sent", reception.expected()).put("received", reception.received());
    json.put("duplicates", reception.duplicates());
    figures().forEach((figure, value) -> ResultJson.number(json, figure.key(), value));
    json.put("residentKib", after.residentKib());
    generator.addTo(json);
    json.put("good", isGood()).put("limit", limit()).put("remark", remark);
    json.put("doubt", generator.doubt(reception.expected()).orElse(null));
    return json;
  }
}
