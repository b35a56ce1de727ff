package org.parley.signaling.main;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.parley.net.udp.UdpOptions;
import org.parley.signaling.auth.IceServers;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.Secret;
import org.parley.signaling.config.TurnConfig;
import org.parley.signaling.http.StreamAcceptor;
import org.parley.signaling.metrics.Health;
import org.parley.turn.auth.AuthConfig;
import org.parley.turn.net.TurnEnvironment;
import org.parley.turn.net.TurnServer;
import org.parley.turn.net.TurnServerConfig;

/** The STUN server beside the rooms. */
final class StunPart {
  private final ParleyConfig config;
  private final Assembly assembly;
  private StreamAcceptor streams = StreamAcceptor.NONE;

  StunPart(ParleyConfig config, Assembly assembly) {
    this.config = config;
    this.assembly = assembly;
  }

  /** Starts it where it is enabled. */
  IceServers start() {
    if (!config.turn().enabled()) {
      return IceServers.none();
    }
    TurnServer server = listen(config.turn());
    assembly.lifecycle().onStop("STUN", server);
    streams = server::accept;
    assembly
        .metrics()
        .counter(
            "parley_stun_requests_total",
            "STUN messages by what became of them",
            "outcome",
            Map.of(
                "answered", () -> server.counters().binding().answered(),
                "refused", () -> server.counters().binding().refused(),
                "malformed", () -> server.counters().binding().malformed(),
                "ignored", () -> server.counters().binding().ignored()));
    assembly.health().register("stun", Health::ok);
    return IceServers.stun(server.port());
  }

  /** Takes the connections of the HTTP port that begin with STUN. */
  StreamAcceptor streams() {
    return streams;
  }

  static TurnServer listen(TurnConfig config) {
    try {
      return TurnServer.start(serverConfig(config), TurnEnvironment.ALONE);
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static TurnServerConfig serverConfig(TurnConfig config) {
    Map<String, String> users = new HashMap<>();
    config.users().forEach((name, password) -> users.put(name, password.value()));
    byte[] nonceKey = new byte[32];
    new SecureRandom().nextBytes(nonceKey);
    Secret secret = config.secret();
    AuthConfig auth =
        new AuthConfig(
            config.realm(),
            secret == null ? List.of() : List.of(secret.value()),
            users,
            Duration.ofHours(1),
            nonceKey);
    TurnServerConfig.Relays relays =
        new TurnServerConfig.Relays(
            config.relayAddress(),
            List.of(),
            config.relayPorts().first(),
            config.relayPorts().last());
    return new TurnServerConfig(
        new TurnServerConfig.Sockets(
            config.listen(), config.tlsListen(), null, relays, 0, UdpOptions.BEST, true),
        TurnServerConfig.Policy.of(auth));
  }
}
