package org.parley.signaling.bench.host;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a Parley server counts about its virtual machine. Other servers have nothing of that kind.
 *
 * @param mediaAllocatedBytes by the threads that forward, since they started
 * @param otherAllocatedBytes by all other threads
 * @param pauses of the garbage collector so far
 * @param pauseSeconds together
 * @param pausesUpTo pauses that were no longer than the key, in seconds
 */
public record ServerMetrics(
    double mediaAllocatedBytes,
    double otherAllocatedBytes,
    double pauses,
    double pauseSeconds,
    Map<Double, Double> pausesUpTo) {
  private static final String ALLOCATED = "parley_jvm_allocated_bytes_total";
  private static final String PAUSES = "parley_jvm_gc_pause_seconds";
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Asks the server; empty when it has no such page or does not count these. */
  public static Optional<ServerMetrics> read(HttpClient http, URI metrics)
      throws InterruptedException {
    try {
      var response =
          http.send(
              HttpRequest.newBuilder(metrics).timeout(TIMEOUT).build(), BodyHandlers.ofString());
      return response.statusCode() == 200 ? parse(response.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Reads Prometheus' text format, as far as these figures need it. */
  static Optional<ServerMetrics> parse(String text) {
    Map<String, Double> samples = new HashMap<>();
    Map<Double, Double> upTo = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      int blank = line.lastIndexOf(' ');
      if (!line.startsWith("parley_jvm_") || blank < 0) {
        continue;
      }
      String name = line.substring(0, blank);
      double value = number(line.substring(blank + 1));
      String bucket = PAUSES + "_bucket{le=\"";
      if (name.startsWith(bucket)) {
        upTo.put(number(name.substring(bucket.length(), name.lastIndexOf('"'))), value);
      } else {
        samples.put(name, value);
      }
    }
    Double media = samples.get(ALLOCATED + "{threads=\"media\"}");
    Double other = samples.get(ALLOCATED + "{threads=\"other\"}");
    Double count = samples.get(PAUSES + "_count");
    Double sum = samples.get(PAUSES + "_sum");
    return media == null || other == null || count == null || sum == null
        ? Optional.empty()
        : Optional.of(new ServerMetrics(media, other, count, sum, upTo));
  }

  /** The bound that no pause after {@code before} passed, in seconds; 0 without pauses. */
  public double longestPauseSince(ServerMetrics before) {
    double all = pauses - before.pauses;
    if (all <= 0) {
      return 0;
    }
    return pausesUpTo.entrySet().stream()
        .filter(e -> e.getValue() - before.pausesUpTo.getOrDefault(e.getKey(), 0.0) >= all)
        .mapToDouble(Map.Entry::getKey)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static double number(String text) {
    try {
      return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
