package org.parley.signaling.main;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.session.MediaServer;
import org.parley.net.passage.Passage;
import org.parley.signaling.config.MediaConfig;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.TlsConfig;
import org.parley.signaling.http.Certificates;
import org.parley.signaling.http.DoorException;
import org.parley.signaling.turn.TurnService;
import org.parley.turn.link.ServerCertificate;
import org.parley.turn.net.TurnEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The STUN and TURN server, beside the rooms or alone. */
final class TurnPart {
  private static final Logger log = LoggerFactory.getLogger(TurnPart.class);

  private final ParleyConfig config;
  private final Lifecycle lifecycle;
  private @Nullable Certificates certificates;

  TurnPart(ParleyConfig config, Lifecycle lifecycle) {
    this.config = config;
    this.lifecycle = lifecycle;
  }

  /** Null where it is switched off. */
  @Nullable TurnService startBeside(MediaServer media) throws DoorException {
    return config.turn().enabled()
        ? start(media(config.media(), media.port()), media.passage())
        : null;
  }

  TurnService startAlone() throws DoorException {
    return start(List.of(), null);
  }

  private TurnService start(List<TurnEnvironment.Media> media, @Nullable Passage passage)
      throws DoorException {
    Certificates shown = openCertificates();
    certificates = shown;
    try {
      TurnService turn =
          TurnService.start(
              config,
              new TurnEnvironment(
                  media, () -> shown == null ? null : shown(shown.current()), passage));
      lifecycle.onStop("TURN", turn);
      lifecycle.onDrain(turn::drain);
      lifecycle.drainUntil(turn::isIdle);
      return turn;
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** That TURN's clients see now; null if it is not encrypted. */
  @Nullable X509Certificate certificate() {
    Certificates shown = certificates;
    return shown == null ? null : shown.current().chain().getFirst();
  }

  /** What is served, as clients write it. */
  List<String> urls(TurnService turn) {
    String host = config.turn().listen().getHostString();
    List<String> urls = new ArrayList<>();
    int port = turn.server().port();
    urls.add("stun:%s:%d".formatted(bracketed(host), port));
    urls.add("turn:%s:%d over UDP and TCP".formatted(bracketed(host), port));
    InetSocketAddress tls = config.turn().tlsListen();
    if (tls != null) {
      urls.add(
          "turns:%s:%d over TLS and DTLS"
              .formatted(bracketed(tls.getHostString()), turn.server().tlsPort()));
    }
    return urls;
  }

  private static String bracketed(String host) {
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  private @Nullable Certificates openCertificates() throws DoorException {
    // Where the page is encrypted, turn.listen takes TLS and DTLS as well.
    if (config.turn().tlsListen() == null && config.server().tls().mode() == TlsConfig.Mode.OFF) {
      return null;
    }
    Certificates opened = Certificates.open(config.server().tls());
    lifecycle.onStop("certificates of TURN", opened);
    if (opened.selfSigned() && config.server().tls().mode() == TlsConfig.Mode.OFF) {
      log.warn(
          "TURN over TLS on {} has a certificate made at this start, which browsers refuse: set"
              + " server.tls.certificate and server.tls.key",
          config.turn().tlsListen());
    }
    return opened;
  }

  private static ServerCertificate shown(Certificates.Identity identity) {
    return new ServerCertificate(identity.key(), identity.chain());
  }

  /** Where relayed clients may send to: every address by which media can come in. */
  private static List<TurnEnvironment.Media> media(MediaConfig config, int port) {
    List<TurnEnvironment.Media> media = new ArrayList<>();
    List<InetAddress> own = own(config);
    for (InetAddress address : own) {
      InetSocketAddress bound = new InetSocketAddress(address, port);
      media.add(new TurnEnvironment.Media(bound, bound));
    }
    for (InetAddress announced : config.announce()) {
      own.stream()
          .filter(address -> address.getClass() == announced.getClass())
          .filter(address -> !address.isLoopbackAddress() || own.size() == 1)
          .findFirst()
          .ifPresent(
              address ->
                  media.add(
                      new TurnEnvironment.Media(
                          new InetSocketAddress(address, port),
                          new InetSocketAddress(announced, port))));
    }
    return media;
  }

  private static List<InetAddress> own(MediaConfig config) {
    InetAddress listen = config.listen().getAddress();
    if (!listen.isAnyLocalAddress()) {
      return List.of(listen);
    }
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> config.ipv6() || !(address instanceof Inet6Address))
          .filter(address -> !address.isLinkLocalAddress())
          .distinct()
          .toList();
    } catch (SocketException e) {
      log.warn("The interfaces cannot be listed: relays do not reach our media: {}", e.toString());
      return List.of();
    }
  }
}
