package org.parley.signaling.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.parley.media.session.DataCounters;
import org.parley.signaling.http.Arrival;
import org.parley.signaling.http.Headers;
import org.parley.signaling.http.HttpRequest;
import org.parley.signaling.metrics.MetricsRegistry;

/** Holds {@code docs/operations.md} against what there is of data channels. */
class DataMetricsTest {
  private static final Pattern NAME = Pattern.compile("parley_data_[a-z_]*[a-z]");
  private static final Pattern REASON =
      Pattern.compile("(parley_data_[a-z_]+)\\{reason=\"(\\w+)\"");

  private static String scrape() {
    MetricsRegistry metrics = new MetricsRegistry();
    DataMetrics.register(metrics, new DataCounters());
    HttpRequest request =
        new HttpRequest(
            "GET",
            "/metrics",
            Map.of(),
            Map.of(),
            Headers.none(),
            new byte[0],
            new Arrival(new InetSocketAddress(1), null, "", false, false));
    return new String(metrics.handler().handle(request).toCompletableFuture().join().body(), UTF_8);
  }

  private static String document() throws IOException {
    Path inModule = Path.of("..", "docs", "operations.md");
    return Files.readString(Files.exists(inModule) ? inModule : Path.of("docs/operations.md"));
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    for (Matcher matcher = NAME.matcher(text); matcher.find(); ) {
      names.add(matcher.group());
    }
    return names;
  }

  @Test
  void allAreDocumentedAndNoOthers() throws IOException {
    assertEquals(names(scrape()), names(document()));
  }

  @Test
  void theirReasonsAreDocumented() throws IOException {
    String document = document();
    int reasons = 0;
    for (Matcher matcher = REASON.matcher(scrape()); matcher.find(); reasons++) {
      String row = "| `" + matcher.group(1) + "{reason}` |";
      int begin = document.indexOf(row);
      assertTrue(begin >= 0, row);
      String line = document.substring(begin, document.indexOf('\n', begin));
      assertTrue(line.contains("`" + matcher.group(2) + "`"), matcher.group());
    }
    assertTrue(reasons > 20, "reasons: " + reasons);
  }
}
