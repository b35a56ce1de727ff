package org.parley.turn.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.turn.relay.NatDiscovery;
import org.parley.turn.relay.NatDiscovery.Endpoint;

/**
 * The sockets of NAT behaviour discovery (RFC 5780): the listening ones of two addresses, and one
 * more for each of them at the port that follows.
 *
 * @param first of the addresses that are listened at
 * @param second {@code turn.secondAddress}
 * @param port of {@code turn.listen}
 */
record DiscoverySockets(InetAddress first, InetAddress second, int port) {

  /** Null if it is off. */
  static @Nullable DiscoverySockets of(
      TurnServerConfig.Sockets sockets, List<InetAddress> listening) {
    InetAddress second = sockets.second();
    if (second == null) {
      return null;
    }
    int port = sockets.listen().getPort();
    if (port == 0) {
      throw new IllegalArgumentException(
          "turn.secondAddress: turn.listen must name its port, for the next one is used as well");
    }
    for (InetAddress candidate : listening) {
      if (candidate.getClass().equals(second.getClass())
          && !candidate.equals(second)
          && candidate.isLoopbackAddress() == second.isLoopbackAddress()) {
        return new DiscoverySockets(candidate, second, port);
      }
    }
    throw new IllegalArgumentException(
        "turn.secondAddress: %s needs another address of its family in turn.listen"
            .formatted(second.getHostAddress()));
  }

  int otherPort() {
    return port + 1;
  }

  /** What is bound at {@link #otherPort}, in this order. */
  List<InetAddress> others() {
    return List.of(first, second);
  }

  /**
   * @param listening the position of an address is its socket's number
   * @param firstOther the number of the first of {@link #others}
   */
  NatDiscovery discovery(List<InetAddress> listening, int firstOther) {
    return new NatDiscovery(
        List.of(
            new Endpoint(listening.indexOf(first), new InetSocketAddress(first, port)),
            new Endpoint(firstOther, new InetSocketAddress(first, otherPort())),
            new Endpoint(listening.indexOf(second), new InetSocketAddress(second, port)),
            new Endpoint(firstOther + 1, new InetSocketAddress(second, otherPort()))));
  }
}
