package org.parley.turn.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.parley.net.udp.UdpOptions;
import org.parley.turn.auth.AuthConfig;
import org.parley.turn.net.TurnServerConfig.Limits;
import org.parley.turn.net.TurnServerConfig.Peers;
import org.parley.turn.net.TurnServerConfig.Policy;
import org.parley.turn.net.TurnServerConfig.Relays;
import org.parley.turn.net.TurnServerConfig.Sockets;
import org.parley.turn.peers.Network;
import org.parley.turn.relay.AlternateServers;

/** Configurations for tests: loopback peers are allowed, relays are within 41,000 to 44,999. */
final class Servers {
  private static final AtomicInteger RANGE = new AtomicInteger();
  static final String USER = "ada";
  static final String PASSWORD = "lovelace";
  static final String REALM = "parley";

  private Servers() {}

  static TurnServerConfig config(String host, int port) {
    return config(host, port, 1, UdpOptions.BEST);
  }

  static TurnServerConfig config(String host, int port, int loops, UdpOptions options) {
    return new TurnServerConfig(sockets(host, port, loops, options, relays()), policy());
  }

  static Sockets sockets(String host, int port, int loops, UdpOptions options, Relays relays) {
    return new Sockets(new InetSocketAddress(host, port), null, null, relays, loops, options, true);
  }

  /** Each server has ports of its own. */
  static Relays relays() {
    int first = 41_000 + RANGE.getAndIncrement() % 4 * 1_000;
    return new Relays(null, List.of(), first, first + 999);
  }

  static Policy policy() {
    Peers peers =
        new Peers(List.of(Network.parse("127.0.0.0/8"), Network.parse("::1/128")), List.of());
    return new Policy(auth(), peers, Limits.STANDARD, AlternateServers.NONE, true, true);
  }

  static AuthConfig auth() {
    return new AuthConfig(
        REALM, List.of("secret"), Map.of(USER, PASSWORD), Duration.ofHours(1), new byte[32]);
  }
}
