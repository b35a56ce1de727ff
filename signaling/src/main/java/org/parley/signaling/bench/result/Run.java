package org.parley.signaling.bench.result;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that was measured of one server.
 *
 * @param label names the run, such as a version or a server
 * @param load in words; only runs under the same load are compared
 * @param settings by their names, for JSON
 * @param measurements one, or the steps of a search, or the rounds of a comparison
 */
public record Run(
    Instant time,
    String label,
    String load,
    Map<String, Object> settings,
    List<? extends Result> measurements,
    Optional<Ceiling> ceiling) {

  /**
   * The most that the server bore.
   *
   * @param subscribers 0 when not even the smallest load was borne
   * @param limit what ended the search, for people
   * @param steps those that bore so much
   */
  public record Ceiling(
      double packetsPerSecond, int subscribers, String limit, List<? extends Result> steps) {
    public Ceiling {
      steps = List.copyOf(steps);
    }
  }

  public Run {
    measurements = List.copyOf(measurements);
  }

  /** Of a search the best step, or the first when none was good; else the last measurement. */
  public Result best() {
    return atCeiling()
        .<Result>map(List::getFirst)
        .orElseGet(ceiling.isEmpty() ? measurements::getLast : measurements::getFirst);
  }

  /** What the history keeps: of each figure the median, of a search those of its best step. */
  public History.Entry entry() {
    List<? extends Result> kept =
        ceiling.<List<? extends Result>>map(Ceiling::steps).orElse(measurements);
    return new History.Entry(time, label, load, Comparison.medians(kept));
  }

  private Optional<List<? extends Result>> atCeiling() {
    return ceiling.<List<? extends Result>>map(Ceiling::steps).filter(steps -> !steps.isEmpty());
  }
}
