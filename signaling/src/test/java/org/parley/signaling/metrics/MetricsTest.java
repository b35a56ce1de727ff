package org.parley.signaling.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.parley.signaling.http.Arrival;
import org.parley.signaling.http.Headers;
import org.parley.signaling.http.HttpHandler;
import org.parley.signaling.http.HttpRequest;
import org.parley.signaling.http.HttpResponse;

class MetricsTest {
  @Test
  void countersAndGaugesAreReadWhenAsked() throws Exception {
    MetricsRegistry metrics = new MetricsRegistry();
    LongAdder packets = new LongAdder();
    metrics.counter("parley_packets_total", "Packets", packets::sum);
    metrics.counter(
        "parley_bytes_total", "Bytes", "direction", Map.of("in", () -> 5, "out", () -> 7));
    metrics.gauge("parley_rooms", "Rooms", () -> 2);
    metrics.gauge("parley_load", "Load", "loop", () -> Map.of("0", 0.5));
    packets.add(3);

    String text = get(metrics.handler());

    assertTrue(
        text.contains("# TYPE parley_packets_total counter\nparley_packets_total 3.0\n"), text);
    assertTrue(text.contains("parley_bytes_total{direction=\"in\"} 5.0\n"), text);
    assertTrue(text.contains("parley_bytes_total{direction=\"out\"} 7.0\n"), text);
    assertTrue(text.contains("parley_rooms 2.0\n"), text);
    assertTrue(text.contains("parley_load{loop=\"0\"} 0.5\n"), text);
  }

  @Test
  void theProcessIsMeasured() throws Exception {
    String text = get(MetricsRegistry.withJvm().handler());
    for (String name :
        new String[] {
          "process_cpu_seconds_total", "jvm_gc_collection_seconds_count", "jvm_memory_used_bytes"
        }) {
      assertTrue(text.contains("\n" + name), name);
    }
  }

  @Test
  void allocationOfMediaLoopsAndPausesAreCounted() throws Exception {
    HttpHandler handler = MetricsRegistry.withJvm().handler();
    Thread loop = new Thread(() -> await(handler), "media-loop-9");
    loop.start();
    loop.join();
    System.gc();
    String text = get(handler);
    assertTrue(text.contains("\nparley_jvm_allocated_bytes_total{threads=\"media\"} "), text);
    assertTrue(text.contains("\nparley_jvm_allocated_bytes_total{threads=\"other\"} "), text);
    assertTrue(text.contains("\nparley_jvm_gc_pause_seconds_bucket{le=\"0.001\"} "), text);
    assertTrue(text.contains("\nparley_jvm_gc_pause_seconds_count "), text);
  }

  /** On a media loop the loop's own bytes are more than none. */
  private static void await(HttpHandler handler) {
    try {
      String line =
          get(handler)
              .lines()
              .filter(l -> l.startsWith("parley_jvm_allocated_bytes_total{threads=\"media\"}"))
              .findFirst()
              .orElseThrow();
      assertTrue(Double.parseDouble(line.substring(line.indexOf(' '))) > 10_000, line);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void healthIsThatOfTheWorstPart() throws Exception {
    HealthChecks health = new HealthChecks();
    assertEquals("200 {\"status\":\"ok\",\"parts\":{},\"warnings\":[]}\n", ask(health));

    health.register("media", Health::ok);
    health.register("turn", () -> Health.degraded("no \"relay\""));
    health.warn("auth.mode is open");
    assertEquals(
        "200 {\"status\":\"degraded\",\"parts\":{\"media\":{\"status\":\"ok\"},"
            + "\"turn\":{\"status\":\"degraded\",\"detail\":\"no \\\"relay\\\"\"}},"
            + "\"warnings\":[\"auth.mode is open\"]}\n",
        ask(health));

    health.register(
        "disk",
        () -> {
          throw new IllegalStateException("broken");
        });
    assertTrue(ask(health).startsWith("503 {\"status\":\"failing\""));
  }

  private static String ask(HealthChecks health) throws Exception {
    HttpResponse response = respond(health.handler());
    return response.status() + " " + new String(response.body(), StandardCharsets.UTF_8);
  }

  private static String get(HttpHandler handler) throws Exception {
    HttpResponse response = respond(handler);
    assertEquals(200, response.status());
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static HttpResponse respond(HttpHandler handler) throws Exception {
    return handler
        .handle(
            new HttpRequest(
                "GET",
                "/",
                Map.of(),
                Map.of(),
                Headers.none(),
                new byte[0],
                new Arrival(new InetSocketAddress(1), null, "", false, false)))
        .toCompletableFuture()
        .get();
  }
}
