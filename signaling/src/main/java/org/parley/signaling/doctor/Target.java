package org.parley.signaling.doctor;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.config.ParleyConfig;
import org.parley.signaling.config.TlsConfig;
import org.parley.signaling.doctor.client.Wires;

/**
 * A way to the relay that clients are told of.
 *
 * @param name for people
 * @param setting where its address stands
 */
public record Target(String name, Wires.Kind kind, InetSocketAddress address, String setting) {

  /**
   * Where a server listens.
   *
   * @param turn the port of {@code turn.listen}
   * @param tls the port of {@code turn.tlsListen}, where there is one
   * @param door of {@code server.listen}; null when TURN runs alone
   */
  public record Ports(int turn, int tls, @Nullable Integer door) {}

  static List<Target> of(ParleyConfig config, Ports ports) {
    List<Target> targets = new ArrayList<>();
    InetAddress listen = config.turn().listen().getAddress();
    for (InetAddress own : ways(listen)) {
      InetSocketAddress plain = new InetSocketAddress(own, ports.turn);
      targets.add(new Target("UDP", Wires.Kind.UDP, plain, "turn.listen"));
      targets.add(new Target("TCP", Wires.Kind.TCP, plain, "turn.listen"));
    }
    InetSocketAddress tls = config.turn().tlsListen();
    if (tls != null) {
      for (InetAddress own : ways(tls.getAddress())) {
        InetSocketAddress secure = new InetSocketAddress(own, ports.tls);
        targets.add(new Target("TLS", Wires.Kind.TLS, secure, "turn.tlsListen"));
        targets.add(new Target("DTLS", Wires.Kind.DTLS, secure, "turn.tlsListen"));
      }
    }
    if (ports.door != null) {
      boolean secure = config.server().tls().mode() != TlsConfig.Mode.OFF;
      for (InetAddress own : ways(config.server().listen().getAddress())) {
        targets.add(
            new Target(
                secure ? "HTTPS port" : "HTTP port",
                secure ? Wires.Kind.TLS : Wires.Kind.TCP,
                new InetSocketAddress(own, ports.door),
                "server.listen"));
      }
    }
    return targets;
  }

  boolean ipv6() {
    return address.getAddress() instanceof Inet6Address;
  }

  /** One address of each family, rather not the loopback's: clients do not come by that. */
  private static List<InetAddress> ways(InetAddress listen) {
    if (!listen.isAnyLocalAddress()) {
      return List.of(listen);
    }
    List<InetAddress> own = Interfaces.addresses();
    List<InetAddress> ways = new ArrayList<>();
    for (boolean ipv6 : new boolean[] {false, true}) {
      // A wildcard of IPv4 takes IPv4 alone.
      if (ipv6 && !(listen instanceof Inet6Address)) {
        continue;
      }
      List<InetAddress> family =
          own.stream().filter(address -> address instanceof Inet6Address == ipv6).toList();
      family.stream()
          .filter(address -> !address.isLoopbackAddress())
          .findFirst()
          .or(() -> family.stream().findFirst())
          .ifPresent(ways::add);
    }
    return ways;
  }
}
