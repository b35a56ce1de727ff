package org.parley.signaling.main;

import java.util.Map;
import org.parley.signaling.auth.IceServers;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.TurnConfig;
import org.parley.signaling.metrics.Health;
import org.parley.turn.net.TurnServer;
import org.parley.turn.net.TurnServerConfig;
import org.parley.turn.relay.StunCounters;

/** The STUN server beside the rooms. */
final class StunPart {
  private final ParleyConfig config;
  private final Assembly assembly;

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
    StunCounters counters = server.counters();
    assembly
        .metrics()
        .counter(
            "parley_stun_requests_total",
            "STUN messages by what became of them",
            "outcome",
            Map.of(
                "answered", counters::bindings,
                "refused", counters::refused,
                "malformed", counters::malformed,
                "ignored", counters::ignored));
    assembly.health().register("stun", Health::ok);
    return IceServers.stun(server.port());
  }

  static TurnServer listen(TurnConfig config) {
    try {
      return TurnServer.start(new TurnServerConfig(config.listen()));
    } catch (IllegalStateException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
