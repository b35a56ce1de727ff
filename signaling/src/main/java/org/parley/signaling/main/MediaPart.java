package org.parley.signaling.main;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.parley.media.api.DataLimits;
import org.parley.media.session.MediaCounter;
import org.parley.media.session.MediaCounters;
import org.parley.media.session.MediaServer;
import org.parley.media.transport.AnnouncedAddress;
import org.parley.media.transport.TransportConfig;
import org.parley.media.transport.TransportCounter;
import org.parley.media.transport.TransportCounters;
import org.parley.media.transport.srtp.CryptoProvider;
import org.parley.media.transport.srtp.CryptoSelection;
import org.parley.media.transport.srtp.CryptoUnavailableException;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.udp.UdpOptions;
import org.parley.signaling.config.CryptoConfig;
import org.parley.signaling.config.MediaConfig;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.metrics.Health;
import org.parley.signaling.metrics.MetricsRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The media plane beside the rooms. */
final class MediaPart {
  private static final Logger log = LoggerFactory.getLogger(MediaPart.class);

  private final ParleyConfig config;
  private final Assembly assembly;

  MediaPart(ParleyConfig config, Assembly assembly) {
    this.config = config;
    this.assembly = assembly;
  }

  MediaServer start() {
    CryptoSelection crypto = crypto(config.crypto().provider());
    log.info("Crypto by {}", crypto.description());
    NetworkLoops loops = loops(config.media());
    MediaServer server;
    try {
      server = MediaServer.start(transport().withCrypto(crypto.provider()), data(), loops);
    } catch (IOException e) {
      loops.close();
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    log.info(
        "Media on port {}, UDP and TCP loops={} sockets={}",
        server.port(),
        loops.loops().size(),
        loops.kind().name().toLowerCase(Locale.ROOT));
    assembly.lifecycle().onStop("media", server);
    assembly
        .health()
        .register(
            "media",
            () ->
                server.candidates(null).isEmpty()
                    ? Health.failing(
                        "No address of this machine can be offered to clients: set media.announce")
                    : Health.ok());
    registerMedia(assembly.metrics(), server.counters());
    DataMetrics.register(assembly.metrics(), server.dataCounters());
    registerTransport(assembly.metrics(), server.transportCounters());
    return server;
  }

  private static CryptoSelection crypto(CryptoConfig.Provider wanted) {
    try {
      return switch (wanted) {
        case AUTO -> CryptoSelection.best(System::nanoTime);
        case LIBCRYPTO -> forced(CryptoProvider.Kind.LIBCRYPTO);
        case CORRETTO -> forced(CryptoProvider.Kind.CORRETTO);
        case JDK -> forced(CryptoProvider.Kind.JDK);
      };
    } catch (CryptoUnavailableException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static CryptoSelection forced(CryptoProvider.Kind kind)
      throws CryptoUnavailableException {
    return CryptoSelection.forced(kind, System::nanoTime);
  }

  private static NetworkLoops loops(MediaConfig config) {
    int count = config.loops() > 0 ? config.loops() : Runtime.getRuntime().availableProcessors();
    return switch (config.transport()) {
      case AUTO -> NetworkLoops.start("media-loop", count);
      case EPOLL -> NetworkLoops.start("media-loop", count, NetworkLoops.Kind.EPOLL);
      case NIO -> NetworkLoops.start("media-loop", count, NetworkLoops.Kind.NIO);
    };
  }

  private TransportConfig transport() {
    MediaConfig media = config.media();
    TransportConfig.Limits limits = TransportConfig.Limits.DEFAULTS;
    return TransportConfig.of(media.listen())
        .withIpv6(media.ipv6())
        .withUdp(
            new UdpOptions(
                media.transport() == MediaConfig.Transport.AUTO,
                media.segmentation() == MediaConfig.Segmentation.AUTO))
        .withAnnounce(
            media.announce().stream().map(address -> new AnnouncedAddress(address, 0)).toList())
        .withLimits(
            new TransportConfig.Limits(
                config.limits().halfOpenHandshakes(),
                limits.unboundConnections(),
                limits.connectionsPerAddress()));
  }

  private DataLimits data() {
    return new DataLimits(config.limits().dataMessageBytes(), config.limits().dataChannels());
  }

  private static void registerMedia(MetricsRegistry metrics, MediaCounters counters) {
    metrics.gauge("parley_media_peers", "Open peer connections", counters::peers);
    metrics.gauge("parley_media_rooms", "Rooms on the media plane", counters::rooms);
    for (MediaCounter counter : MediaCounter.values()) {
      metrics.counter(
          "parley_media_" + counter.name().toLowerCase(Locale.ROOT) + "_total",
          counter.description(),
          () -> counters.get(counter));
    }
  }

  private static void registerTransport(MetricsRegistry metrics, TransportCounters counters) {
    Map<String, LongSupplier> dropped = new HashMap<>();
    for (TransportCounter counter : TransportCounter.values()) {
      String name = counter.name().toLowerCase(Locale.ROOT);
      if (name.startsWith("dropped_")) {
        dropped.put(name.substring("dropped_".length()), () -> counters.value(counter));
      } else {
        metrics.counter(
            "parley_transport_" + name + "_total",
            "Transports: " + name.replace('_', ' '),
            () -> counters.value(counter));
      }
    }
    metrics.counter(
        "parley_transport_dropped_total",
        "Packets that went nowhere, by the reason",
        "reason",
        dropped);
  }
}
