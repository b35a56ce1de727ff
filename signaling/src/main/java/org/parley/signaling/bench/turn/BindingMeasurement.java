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
import org.parley.signaling.bench.result.Result;
import org.parley.signaling.bench.result.ResultJson;
import org.parley.signaling.bench.result.ResultTable.Row;

/** Binding requests, each sent when another was answered. */
record BindingMeasurement(
    Duration duration, long answers, ServerUse before, ServerUse after, TurnGenerator generator)
    implements Result {

  @Override
  public boolean isGood() {
    return answers > 0;
  }

  @Override
  public Map<Figure, Double> figures() {
    Map<Figure, Double> figures = new LinkedHashMap<>();
    figures.put(TurnFigure.BINDINGS, answers / (duration.toNanos() / 1e9));
    figures.put(TurnFigure.BINDING_CPU, after.cpuMicrosPer(answers, before));
    return figures;
  }

  @Override
  public List<Figure> charted() {
    return List.of(TurnFigure.BINDINGS, TurnFigure.BINDING_CPU);
  }

  @Override
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(
        Row.of(
            "answered",
            "%s/s, %s µs of the server's CPU each",
            TurnFigure.BINDINGS.text(of(TurnFigure.BINDINGS)),
            TurnFigure.BINDING_CPU.text(of(TurnFigure.BINDING_CPU))));
    generator.addTo(rows, answers);
    generator.doubt(answers).ifPresent(d -> rows.add(Row.of("doubt", "%s", d)));
    return rows;
  }

  @Override
  public JsonNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("answers", answers);
    ResultJson.number(json, "seconds", duration.toNanos() / 1e9);
    figures().forEach((figure, value) -> ResultJson.number(json, figure.key(), value));
    generator.addTo(json);
    json.put("good", isGood());
    return json;
  }
}
