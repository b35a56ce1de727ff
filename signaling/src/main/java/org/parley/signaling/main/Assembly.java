package org.parley.signaling.main;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.parley.signaling.config.AuthConfig;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.TlsConfig;
import org.parley.signaling.http.DoorCounters;
import org.parley.signaling.http.DoorException;
import org.parley.signaling.http.DoorOptions;
import org.parley.signaling.http.DoorTimers;
import org.parley.signaling.http.FrontDoor;
import org.parley.signaling.http.Routes;
import org.parley.signaling.http.StaticFiles;
import org.parley.signaling.http.StreamAcceptor;
import org.parley.signaling.metrics.Health;
import org.parley.signaling.metrics.HealthChecks;
import org.parley.signaling.metrics.MetricsRegistry;
import org.parley.signaling.websocket.SocketCounters;
import org.parley.signaling.websocket.SocketHandler;
import org.parley.signaling.websocket.SocketOptions;
import org.parley.signaling.websocket.WebSocketUpgrade;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every server has around its media: the routes, the door, metrics, health, and the order of
 * its end. The parts add themselves; then the door is opened.
 */
final class Assembly {
  private static final Logger log = LoggerFactory.getLogger(Assembly.class);
  private static final String SUBPROTOCOL = "parley.v1";
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final ParleyConfig config;
  private final Lifecycle lifecycle;
  private final MetricsRegistry metrics = MetricsRegistry.withJvm();
  private final HealthChecks health = new HealthChecks();
  private final Routes routes = new Routes();

  Assembly(ParleyConfig config) {
    this.config = config;
    this.lifecycle = new Lifecycle(config.server().drain());
    routes.get("/metrics", metrics.handler()).get("/health", health.handler());
  }

  Routes routes() {
    return routes;
  }

  MetricsRegistry metrics() {
    return metrics;
  }

  HealthChecks health() {
    return health;
  }

  Lifecycle lifecycle() {
    return lifecycle;
  }

  /** Serves {@code /ws}. */
  void addSockets(SocketHandler handler) {
    WebSocketUpgrade upgrade =
        new WebSocketUpgrade(
            new SocketOptions(
                SUBPROTOCOL,
                config.limits().messageBytes(),
                config.limits().queuedBytes(),
                SILENCE,
                config.server().allowedOrigins()),
            handler);
    routes.upgrade("/ws", upgrade);
    SocketCounters counters = upgrade.counters();
    metrics.gauge("parley_websockets", "Open WebSocket connections", counters::openSockets);
    metrics.counter(
        "parley_websocket_received_messages_total",
        "Text messages from clients",
        counters::receivedMessages);
    metrics.counter(
        "parley_websocket_sent_messages_total", "Text messages to clients", counters::sentMessages);
    metrics.counter(
        "parley_websocket_refused_handshakes_total",
        "Handshakes refused: subprotocol, origin or version",
        counters::refusedHandshakes);
    metrics.counter(
        "parley_websocket_violations_total",
        "Connections closed for frames against the rules or limits",
        counters::violations);
    metrics.counter(
        "parley_websocket_slow_clients_total",
        "Connections closed because the client did not read",
        counters::slowClients);
  }

  /** Opens the door, as the last of the parts. */
  FrontDoor openDoor(StreamAcceptor streams) throws DoorException {
    StaticFiles.fromClassPath().addTo(routes);
    FrontDoor door =
        FrontDoor.open(
            new DoorOptions(config.server(), config.limits().connections(), DoorTimers.standard()),
            routes,
            streams);
    lifecycle.onStop("front door", door);
    lifecycle.onDrain(door::drain);
    lifecycle.onDrain(
        () -> health.register("drain", () -> Health.failing("The server is shutting down.")));
    register(door.counters());
    warnOfOpenDoor(door.address());
    return door;
  }

  private void register(DoorCounters counters) {
    metrics.gauge("parley_http_connections", "Open HTTP connections", counters::openConnections);
    metrics.counter("parley_http_requests_total", "HTTP requests", counters::requests);
    metrics.counter(
        "parley_http_failed_requests_total",
        "HTTP requests whose handler failed",
        counters::failedRequests);
    metrics.counter(
        "parley_http_malformed_requests_total",
        "Requests that were no HTTP or passed a limit of it",
        counters::malformedRequests);
    metrics.counter(
        "parley_http_accepted_connections_total",
        "Accepted connections",
        counters::acceptedConnections);
    metrics.counter(
        "parley_http_connections_over_limit_total",
        "Connections closed because there were too many",
        counters::connectionsOverLimit);
    metrics.counter(
        "parley_http_timeouts_total",
        "Connections closed because the client was too slow",
        counters::timedOutConnections);
    metrics.counter(
        "parley_tls_failed_handshakes_total",
        "TLS handshakes that failed",
        counters::failedTlsHandshakes);
    metrics.counter(
        "parley_refused_streams_total",
        "STUN and TURN connections on the HTTP port that nobody took",
        counters::refusedStreams);
  }

  private void warnOfOpenDoor(InetSocketAddress address) {
    if (config.auth().mode() == AuthConfig.Mode.OPEN && !address.getAddress().isLoopbackAddress()) {
      String warning =
          "Anybody who reaches %s may enter any room: auth.mode is open. Set auth.mode: token and auth.keys, or listen on 127.0.0.1."
              .formatted(text(config.server().listen()));
      log.warn(warning);
      health.warn(warning);
    }
  }

  /**
   * The address to put before links that somebody is given: a guess where the server is behind
   * another one.
   */
  static String publicUrl(ParleyConfig config) {
    String scheme = config.server().tls().mode() == TlsConfig.Mode.OFF ? "http://" : "https://";
    InetSocketAddress listen = config.server().listen();
    return scheme
        + (listen.getAddress().isAnyLocalAddress()
            ? "localhost:" + listen.getPort()
            : text(listen));
  }

  /** Where a browser finds the page: localhost first, then this machine's other addresses. */
  List<String> urls(InetSocketAddress address) {
    String scheme = config.server().tls().mode() == TlsConfig.Mode.OFF ? "http://" : "https://";
    List<String> urls = new ArrayList<>();
    if (!address.getAddress().isAnyLocalAddress()) {
      urls.add(scheme + text(address) + "/");
      return urls;
    }
    urls.add(scheme + "localhost:" + address.getPort() + "/");
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(own -> !own.isLoopbackAddress() && !own.isLinkLocalAddress())
          .sorted(Comparator.comparing(own -> own.getAddress().length))
          .forEach(own -> urls.add(scheme + text(own, address.getPort()) + "/"));
    } catch (SocketException e) {
      log.debug("The interfaces cannot be listed", e);
    }
    return urls;
  }

  private static String text(InetSocketAddress address) {
    return text(address.getAddress(), address.getPort());
  }

  private static String text(InetAddress address, int port) {
    // IPv6 without its scope, its first run of zeros left out (RFC 5952 section 4.2).
    String host =
        address.getHostAddress().replaceFirst("%.*", "").replaceFirst("(^|:)0(:0)+(:|$)", "::");
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
