package org.parley.signaling.turn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.parley.net.udp.HubCount;
import org.parley.signaling.metrics.MetricsRegistry;
import org.parley.turn.dtls.DtlsCounter;
import org.parley.turn.net.TurnCounters;
import org.parley.turn.relay.RelayCounter;
import org.parley.turn.relay.Transport;
import org.parley.turn.stream.StreamCounter;

/** What the server counts, by the names of Prometheus. */
final class TurnMetrics {
  private static final String DROPPED = "dropped_";

  private final Supplier<TurnCounters> counters;

  TurnMetrics(Supplier<TurnCounters> counters) {
    this.counters = counters;
  }

  void register(MetricsRegistry metrics) {
    metrics.gauge(
        "parley_turn_allocations", "Allocations at this time", () -> counters.get().allocations());
    metrics.gauge(
        "parley_turn_users", "Users that have an allocation", () -> counters.get().users());
    registerTraffic(metrics);
    registerRelays(metrics);
    registerConnections(metrics);
    metrics.counters(
        "parley_turn_errors_total",
        "Answers by error code",
        "code",
        () -> {
          Map<String, Long> byCode = new LinkedHashMap<>();
          counters.get().errors().forEach((code, count) -> byCode.put(code.toString(), count));
          return byCode;
        });
    metrics.counter(
        "parley_stun_requests_total",
        "STUN messages by what became of them",
        "outcome",
        Map.of(
            "answered", () -> counters.get().binding().answered(),
            "refused", () -> counters.get().binding().refused(),
            "malformed", () -> counters.get().binding().malformed(),
            "ignored", () -> counters.get().binding().ignored()));
    metrics.counter(
        "parley_turn_strays_total",
        "Packets that came to another loop than their client's",
        () -> counters.get().strays());
    metrics.counter(
        "parley_turn_shortcut_packets_total",
        "Packets between relays and our media port that stayed inside the process",
        "outcome",
        Map.of(
            "to_media", () -> counters.get().shortcut().toMedia(),
            "from_media", () -> counters.get().shortcut().fromMedia(),
            "dropped", () -> counters.get().shortcut().dropped()));
  }

  private void registerTraffic(MetricsRegistry metrics) {
    traffic(
        metrics,
        "parley_turn_received_packets_total",
        "Packets of clients, by the transport",
        TurnCounters.Traffic::packetsFromClients);
    traffic(
        metrics,
        "parley_turn_received_bytes_total",
        "Bytes of clients, by the transport",
        TurnCounters.Traffic::bytesFromClients);
    traffic(
        metrics,
        "parley_turn_sent_packets_total",
        "Packets to clients, by the transport",
        TurnCounters.Traffic::packetsToClients);
    traffic(
        metrics,
        "parley_turn_sent_bytes_total",
        "Bytes to clients, by the transport",
        TurnCounters.Traffic::bytesToClients);
  }

  private void traffic(
      MetricsRegistry metrics,
      String name,
      String help,
      ToLongFunction<TurnCounters.Traffic> figure) {
    Map<String, LongSupplier> byTransport = new HashMap<>();
    for (Transport transport : Transport.values()) {
      byTransport.put(
          lower(transport),
          () -> {
            TurnCounters.Traffic traffic = counters.get().transports().get(transport);
            return traffic == null ? 0 : figure.applyAsLong(traffic);
          });
    }
    metrics.counter(name, help, "transport", byTransport);
  }

  private void registerConnections(MetricsRegistry metrics) {
    metrics.gauge(
        "parley_turn_connections",
        "Connections of clients over TCP and TLS",
        () -> counters.get().connections());
    metrics.gauge(
        "parley_turn_dtls_associations",
        "DTLS associations, with handshakes under way",
        () -> counters.get().associations());
    Map<String, LongSupplier> streams = new HashMap<>();
    for (StreamCounter counter : StreamCounter.values()) {
      streams.put(lower(counter), () -> counters.get().streams().getOrDefault(counter, 0L));
    }
    metrics.counter(
        "parley_turn_connection_events_total",
        "What happened to connections over TCP and TLS",
        "event",
        streams);
    Map<String, LongSupplier> dtls = new HashMap<>();
    for (DtlsCounter counter : DtlsCounter.values()) {
      dtls.put(lower(counter), () -> counters.get().dtls().getOrDefault(counter, 0L));
    }
    metrics.counter(
        "parley_turn_dtls_events_total", "What happened to DTLS associations", "event", dtls);
  }

  private void registerRelays(MetricsRegistry metrics) {
    metrics.counter(
        "parley_turn_relayed_packets_total",
        "Payload packets that were relayed",
        "to",
        Map.of(
            "peer", relay(RelayCounter.RELAYED_TO_PEER),
            "client", relay(RelayCounter.RELAYED_TO_CLIENT)));
    metrics.counter(
        "parley_turn_relayed_bytes_total",
        "Payload bytes that were relayed",
        "to",
        Map.of(
            "peer", relay(RelayCounter.BYTES_TO_PEER),
            "client", relay(RelayCounter.BYTES_TO_CLIENT)));
    metrics.counter(
        "parley_turn_allocations_made_total",
        "Allocations since the start",
        relay(RelayCounter.ALLOCATIONS_MADE));
    metrics.counter(
        "parley_turn_peers_denied_total",
        "Peers that the rules denied",
        relay(RelayCounter.PEERS_DENIED));
    metrics.counter(
        "parley_turn_unauthenticated_limited_total",
        "Requests without credentials that were not answered: too many from one address",
        relay(RelayCounter.UNAUTHENTICATED_LIMITED));
    Map<String, LongSupplier> dropped = new HashMap<>();
    for (RelayCounter counter : RelayCounter.values()) {
      if (lower(counter).startsWith(DROPPED)) {
        dropped.put(lower(counter).substring(DROPPED.length()), relay(counter));
      }
    }
    dropped.put("socket_full", socket(HubCount.DROPPED));
    dropped.put("socket_refused", socket(HubCount.FAILED));
    metrics.counter(
        "parley_turn_dropped_total", "Packets that went nowhere, by the reason", "reason", dropped);
    metrics.counter(
        "parley_turn_icmp_errors_total",
        "Errors that networks reported for relayed packets",
        socket(HubCount.ICMP_ERRORS));
  }

  private LongSupplier relay(RelayCounter counter) {
    return () -> counters.get().relay().getOrDefault(counter, 0L);
  }

  private LongSupplier socket(HubCount count) {
    return () -> counters.get().sockets().getOrDefault(count, 0L);
  }

  private static String lower(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }
}
