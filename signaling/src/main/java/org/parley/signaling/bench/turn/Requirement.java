package org.parley.signaling.bench.turn;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.parley.signaling.bench.result.Comparison;
import org.parley.signaling.bench.result.Figure;
import org.parley.signaling.bench.result.Run;

/**
 * What the median of a figure must be, such as {@code cpuMicrosPerPacket<=0.6x}.
 *
 * @param isRatio whether the bound is times the other server's median
 */
public record Requirement(Figure figure, boolean atMost, double bound, boolean isRatio) {
  private static final Pattern TEXT =
      Pattern.compile("([A-Za-z0-9]+)\\s*(<=|>=)\\s*([0-9]*\\.?[0-9]+)(x?)");

  public static Requirement parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'%s' is not like p99Millis<=1.5 or <=1x".formatted(text));
    }
    TurnFigure figure =
        TurnFigure.of(matcher.group(1))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no figure '%s', but: %s".formatted(matcher.group(1), keys())));
    return new Requirement(
        figure,
        matcher.group(2).equals("<="),
        Double.parseDouble(matcher.group(3)),
        !matcher.group(4).isEmpty());
  }

  private static String keys() {
    return Arrays.stream(TurnFigure.values())
        .map(TurnFigure::key)
        .collect(Collectors.joining(", "));
  }

  /** For people, if it is not met; what was not measured does not meet it. */
  Optional<String> missedBy(Run run, Optional<Run> other) {
    double value =
        isRatio
            ? other.map(o -> Comparison.ratio(figure, run, o)).orElse(Double.NaN)
            : Comparison.median(figure, run.measurements());
    boolean met = atMost ? value <= bound : value >= bound;
    return met
        ? Optional.empty()
        : Optional.of(
            "%s is %s, not %s %s%s"
                .formatted(
                    figure.title(),
                    Double.isNaN(value) ? "unknown" : "%.3f%s".formatted(value, isRatio ? "x" : ""),
                    atMost ? "<=" : ">=",
                    bound,
                    isRatio ? "x" : ""));
  }
}
