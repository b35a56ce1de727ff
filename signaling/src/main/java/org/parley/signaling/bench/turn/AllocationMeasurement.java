package org.parley.signaling.bench.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.parley.signaling.bench.result.Figure;
import org.parley.signaling.bench.result.LatencyHistogram;
import org.parley.signaling.bench.result.Result;
import org.parley.signaling.bench.result.ResultJson;
import org.parley.signaling.bench.result.ResultTable;
import org.parley.signaling.bench.result.ResultTable.Row;

/**
 * Allocations as fast as they came. An allocation is two requests: one that is refused with a
 * nonce, and one that is granted.
 *
 * @param made those that were granted
 * @param failures why others were not
 * @param took from the first request to the last answer
 */
record AllocationMeasurement(
    int made,
    List<String> failures,
    Duration took,
    LatencyHistogram times,
    Uses uses,
    TurnGenerator generator)
    implements Result {

  /**
   * What the server used.
   *
   * @param unloaded before the run's first round: what a round leaves behind may serve the next
   * @param idle before this round
   * @param loaded when all were made
   * @param settled a moment later, with all allocations there
   * @param ended a while after all had ended
   */
  record Uses(
      ServerUse unloaded, ServerUse idle, ServerUse loaded, ServerUse settled, ServerUse ended) {}

  AllocationMeasurement {
    failures = List.copyOf(failures);
  }

  @Override
  public boolean isGood() {
    return failures.isEmpty() && made > 0;
  }

  @Override
  public Map<Figure, Double> figures() {
    Map<Figure, Double> figures = new LinkedHashMap<>();
    figures.put(TurnFigure.ALLOCATIONS, made / (took.toNanos() / 1e9));
    figures.put(TurnFigure.FAILED, (double) failures.size());
    figures.put(TurnFigure.ALLOCATION_P99, times.percentileMillis(0.99));
    figures.put(TurnFigure.ALLOCATION_CPU, uses.loaded().cpuMicrosPer(made, uses.idle()));
    figures.put(TurnFigure.MEMORY, uses.settled().kibPer(made, uses.unloaded()));
    figures.put(TurnFigure.KEPT, uses.ended().kibPer(made, uses.unloaded()));
    return figures;
  }

  @Override
  public List<Figure> charted() {
    return List.of(TurnFigure.ALLOCATIONS, TurnFigure.ALLOCATION_CPU, TurnFigure.MEMORY);
  }

  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of("allocations", "%,d, %,d failed", made, failures.size()));
    failures.stream()
        .distinct()
        .limit(3)
        .forEach(failure -> rows.add(Row.of("failure", "%s", failure)));
    rows.add(Row.of("rate", "%,.0f/s", figures().getOrDefault(TurnFigure.ALLOCATIONS, Double.NaN)));
    rows.add(
        Row.of(
            "time of each",
            "%s",
            ResultTable.percentiles("p50 %.2f, p95 %.2f, p99 %.2f, max %.2f ms", times)));
    rows.add(
        Row.of(
            "server",
            "%s µs CPU each, %s KiB each, %s KiB each kept when ended",
            TurnFigure.ALLOCATION_CPU.text(of(TurnFigure.ALLOCATION_CPU)),
            TurnFigure.MEMORY.text(of(TurnFigure.MEMORY)),
            TurnFigure.KEPT.text(of(TurnFigure.KEPT))));
    generator.addTo(rows, made);
    generator.doubt(made).ifPresent(d -> rows.add(Row.of("doubt", "%s", d)));
    return rows;
  }

  @Override
  public JsonNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("made", made);
    ResultJson.number(json, "seconds", took.toNanos() / 1e9);
    figures().forEach((figure, value) -> ResultJson.number(json, figure.key(), value));
    ResultJson.percentiles(json, "allocationMillis", times);
    json.put("unloadedKib", uses.unloaded().residentKib());
    json.put("loadedKib", uses.settled().residentKib());
    json.put("endedKib", uses.ended().residentKib());
    failures.stream().distinct().limit(10).forEach(json.putArray("failures")::add);
    generator.addTo(json);
    json.put("good", isGood());
    return json;
  }
}
