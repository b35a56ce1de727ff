package org.parley.signaling.bench.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Two servers under the same load, in turns: medians and their ratio. */
public final class Comparison {
  private Comparison() {}

  static Map<String, Double> medians(List<? extends Result> measurements) {
    Map<String, Double> medians = new LinkedHashMap<>();
    for (Figure figure : figures(measurements)) {
      medians.put(figure.key(), median(figure, measurements));
    }
    return medians;
  }

  private static Set<Figure> figures(List<? extends Result> measurements) {
    return measurements.isEmpty() ? Set.of() : measurements.getFirst().figures().keySet();
  }

  /** NaN when there is nothing to compare with. */
  public static double ratio(Figure figure, Run one, Run other) {
    double divisor = median(figure, other.measurements());
    return divisor == 0 ? Double.NaN : median(figure, one.measurements()) / divisor;
  }

  /**
   * Four columns, the first row their names: both medians with least and greatest, and the ratio.
   */
  static List<List<String>> rows(Run one, Run other) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("median (least to greatest)", one.label(), other.label(), "ratio"));
    for (Figure figure : figures(one.measurements())) {
      double ratio = ratio(figure, one, other);
      rows.add(
          List.of(
              figure.title() + ", " + figure.unit(),
              cell(figure, one),
              cell(figure, other),
              Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f", ratio) : "–"));
    }
    return rows;
  }

  public static String table(Run one, Run other) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows(one, other)) {
      text.append(String.format(Locale.ROOT, "  %-52s %28s %28s %7s%n", row.toArray()));
    }
    return text.toString();
  }

  static String cell(Figure figure, Run run) {
    double[] values = sorted(figure, run.measurements());
    return values.length == 0
        ? "–"
        : "%s (%s to %s)"
            .formatted(
                figure.text(median(figure, run.measurements())),
                figure.text(values[0]),
                figure.text(values[values.length - 1]));
  }

  /** NaN of none. */
  public static double median(Figure figure, List<? extends Result> measurements) {
    return median(sorted(figure, measurements));
  }

  /** Of sorted values; NaN of none. */
  static double median(double[] sorted) {
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  private static double[] sorted(Figure figure, List<? extends Result> measurements) {
    return measurements.stream()
        .mapToDouble(measurement -> measurement.of(figure))
        .filter(Double::isFinite)
        .sorted()
        .toArray();
  }
}
