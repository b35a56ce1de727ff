package org.parley.signaling.turn;

import java.util.Objects;
import org.parley.signaling.auth.IceServers;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.TurnConfig;
import org.parley.signaling.metrics.MetricsRegistry;
import org.parley.turn.net.TurnEnvironment;
import org.parley.turn.net.TurnServer;

/** The running server and the credentials for it. */
public final class TurnService implements AutoCloseable {
  private final TurnSettings settings;
  private final TurnServer server;
  private final IceServers iceServers;
  private volatile IceServers.Signer signer;

  private TurnService(TurnSettings settings, TurnServer server, TurnConfig config) {
    this.settings = settings;
    this.server = server;
    this.signer = settings.signer(config.credentials());
    Integer tls = config.tlsListen() == null ? null : server.tlsPort();
    this.iceServers = IceServers.of(new IceServers.Ports(server.port(), tls), signer);
  }

  /**
   * @throws IllegalStateException when a port cannot be had; the message names the setting
   * @throws IllegalArgumentException when the settings cannot be served; likewise
   */
  public static TurnService start(ParleyConfig config, TurnEnvironment environment) {
    TurnSettings settings = new TurnSettings();
    TurnServer server = TurnServer.start(settings.server(config), environment);
    return new TurnService(settings, server, config.turn());
  }

  /** What clients are given. */
  public IceServers iceServers() {
    return iceServers;
  }

  /** What signs credentials now. */
  public IceServers.Signer signer() {
    return signer;
  }

  public TurnServer server() {
    return server;
  }

  /** Takes over what can be changed while it runs. Allocations stay. */
  public void reload(TurnConfig config) {
    IceServers.Signer next = settings.signer(config.credentials());
    // First the server: nobody should get credentials that it does not know.
    server.reload(settings.policy(config));
    if (!Objects.equals(next, signer)) {
      signer = next;
      iceServers.sign(next);
    }
  }

  public void register(MetricsRegistry metrics) {
    new TurnMetrics(server::counters).register(metrics);
  }

  /** Lets nobody begin an allocation any more; those that there are go on. */
  public void drain() {
    server.drain();
  }

  /** Whether nobody relays. */
  public boolean isIdle() {
    return server.counters().allocations() == 0;
  }

  @Override
  public void close() {
    server.close();
  }
}
