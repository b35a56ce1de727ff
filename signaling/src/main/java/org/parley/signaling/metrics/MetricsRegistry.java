package org.parley.signaling.metrics;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.parley.signaling.http.Headers;
import org.parley.signaling.http.HttpHandler;
import org.parley.signaling.http.HttpResponse;

/**
 * Where components name what they count. Suppliers are called at every scrape, on its thread: they
 * must be quick and safe to call from any thread.
 */
public final class MetricsRegistry {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  /**
   * With the figures of the process and the virtual machine: CPU, memory, garbage collection,
   * threads.
   */
  public static MetricsRegistry withJvm() {
    MetricsRegistry metrics = new MetricsRegistry();
    JvmMetrics.builder().register(metrics.registry);
    JvmFigures.register(metrics);
    return metrics;
  }

  /**
   * @param name such as {@code parley_rtp_received_packets_total}
   * @param value never falls
   */
  public void counter(String name, String help, LongSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsLong()))
        .register(registry);
  }

  /** A counter for each value of a label; the suppliers are fixed. */
  public void counter(String name, String help, String label, Map<String, LongSupplier> values) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(callback -> values.forEach((key, value) -> callback.call(value.getAsLong(), key)))
        .register(registry);
  }

  /** A counter for each value of a label, which may come to be from scrape to scrape. */
  public void counters(String name, String help, String label, Supplier<Map<String, Long>> values) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(callback -> values.get().forEach((key, value) -> callback.call(value, key)))
        .register(registry);
  }

  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** A gauge for each value of a label; both may change from scrape to scrape. */
  public void gauge(String name, String help, String label, Supplier<Map<String, Double>> values) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(callback -> values.get().forEach((key, value) -> callback.call(value, key)))
        .register(registry);
  }

  void add(Histogram histogram) {
    registry.register(histogram);
  }

  /** Answers {@code GET /metrics}. */
  public HttpHandler handler() {
    PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();
    return request -> {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      try {
        format.write(text, registry.scrape());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return CompletableFuture.completedFuture(
          new HttpResponse(
              200,
              Headers.of("Content-Type", format.getContentType(), "Cache-Control", "no-store"),
              text.toByteArray()));
    };
  }
}
