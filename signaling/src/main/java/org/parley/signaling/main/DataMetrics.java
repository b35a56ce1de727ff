package org.parley.signaling.main;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.parley.media.exchange.DataCounter;
import org.parley.media.sctp.association.AssociationCounter;
import org.parley.media.session.DataCounters;
import org.parley.signaling.metrics.MetricsRegistry;

/** The figures of data channels, {@code parley_data_*}. */
final class DataMetrics {
  private DataMetrics() {}

  static void register(MetricsRegistry metrics, DataCounters counters) {
    metrics.gauge("parley_data_channels", "Data channels in use", counters::channels);
    metrics.gauge("parley_data_associations", "SCTP associations", counters::associations);
    metrics.gauge(
        "parley_data_queued_bytes",
        "Bytes of data channels that receivers have not acknowledged",
        counters::queuedBytes);
    Map<String, LongSupplier> dropped = new HashMap<>();
    Map<String, LongSupplier> lost = new HashMap<>();
    for (DataCounter counter : DataCounter.values()) {
      String name = counter.name().toLowerCase(Locale.ROOT);
      if (name.startsWith("dropped_")) {
        dropped.put(name.substring("dropped_".length()), () -> counters.get(counter));
      } else if (name.startsWith("lost_")) {
        lost.put(name.substring("lost_".length()), () -> counters.get(counter));
      } else {
        metrics.counter(
            "parley_data_" + name + "_total", counter.description(), () -> counters.get(counter));
      }
    }
    registerAssociations(metrics, counters);
    metrics.counter(
        "parley_data_dropped_total",
        "Messages that did not reach a receiver, by the reason",
        "reason",
        dropped);
    metrics.counter(
        "parley_data_channels_lost_total",
        "Data channels that the server closed, by the reason",
        "reason",
        lost);
  }

  private static void registerAssociations(MetricsRegistry metrics, DataCounters counters) {
    Map<String, LongSupplier> dropped = new HashMap<>();
    for (AssociationCounter counter : AssociationCounter.values()) {
      String name = counter.name().toLowerCase(Locale.ROOT);
      if (name.startsWith("dropped_")) {
        dropped.put(name.substring("dropped_".length()), () -> counters.get(counter));
      } else {
        metrics.counter(
            "parley_data_sctp_" + name + "_total",
            "SCTP: " + counter.description(),
            () -> counters.get(counter));
      }
    }
    metrics.counter(
        "parley_data_sctp_dropped_total",
        "Packets and chunks of SCTP that were not taken, by the reason",
        "reason",
        dropped);
  }
}
