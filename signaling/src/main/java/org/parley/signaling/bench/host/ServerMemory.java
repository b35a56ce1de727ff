package org.parley.signaling.bench.host;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a virtual machine of Java holds: NaN where that is not to be seen.
 *
 * @param liveHeapKib objects that are reachable, after a collection
 * @param directKib buffers outside of the heap
 */
public record ServerMemory(double liveHeapKib, double directKib) {
  public static final ServerMemory UNKNOWN = new ServerMemory(Double.NaN, Double.NaN);

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern DIRECT =
      Pattern.compile("(?m)^jvm_buffer_pool_used_bytes\\{pool=\"direct\"\\} (\\S+)$");
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  /** Makes the server collect, which stops it for a moment; for the time between measurements. */
  public static ServerMemory of(Optional<Long> pid, HttpClient http, URI metrics)
      throws InterruptedException {
    if (pid.isEmpty()) {
      return UNKNOWN;
    }
    return new ServerMemory(
        number(TOTAL, histogram(pid.get())) / 1024, number(DIRECT, page(http, metrics)) / 1024);
  }

  static double number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
  }

  private static String histogram(long pid) throws InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home", ""), "bin", "jcmd").toString();
    try {
      Process process =
          new ProcessBuilder(jcmd, Long.toString(pid), "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return text;
    } catch (IOException e) {
      // A runtime without tools.
      return "";
    }
  }

  private static String page(HttpClient http, URI metrics) throws InterruptedException {
    try {
      return http.send(
              HttpRequest.newBuilder(metrics).timeout(TIMEOUT).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    }
  }
}
