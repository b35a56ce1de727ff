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
    List<Measurement> measurements,
    Optional<Ceiling> ceiling) {

  /**
   * The most that the server bore.
   *
   * @param subscribers 0 when not even the smallest load was borne
   * @param limit what ended the search, for people
   */
  public record Ceiling(double packetsPerSecond, int subscribers, String limit) {}

  public Run {
    measurements = List.copyOf(measurements);
  }

  /** Of a search the best step, or the first when none was good; else the last measurement. */
  public Measurement best() {
    if (ceiling.isEmpty()) {
      return measurements.getLast();
    }
    return atCeiling().stream().findFirst().orElse(measurements.getFirst());
  }

  /** What the history keeps: of each figure the median, of a search those of its best step. */
  public History.Entry entry() {
    List<Measurement> kept = ceiling.isPresent() ? atCeiling() : measurements;
    return new History.Entry(time, label, load, Comparison.medians(kept));
  }

  private List<Measurement> atCeiling() {
    int subscribers = ceiling.map(Ceiling::subscribers).orElse(0);
    return measurements.stream()
        .filter(m -> m.subscribers() == subscribers)
        .filter(m -> m.mediaLimit() == Measurement.Limit.NONE)
        .toList();
  }
}
