package org.parley.signaling.bench.result;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** One measurement, of whatever kind. */
public interface Result {
  /** In the order in which they are shown; NaN for what is unknown. */
  Map<Figure, Double> figures();

  /** The three that the chart of earlier runs shows. */
  List<Figure> charted();

  List<ResultTable.Row> rows();

  JsonNode json();

  /** Whether the server bore the load. */
  boolean isGood();

  /** NaN for what is unknown, or of another kind. */
  default double of(Figure figure) {
    return figures().getOrDefault(figure, Double.NaN);
  }
}
