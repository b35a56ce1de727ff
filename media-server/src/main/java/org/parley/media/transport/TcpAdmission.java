package org.parley.media.transport;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Caps TCP connections that have not shown whose they are; for all threads. */
final class TcpAdmission {
  private final TransportConfig.Limits limits;
  private final Map<InetAddress, Integer> unbound = new HashMap<>();
  private int total;

  TcpAdmission(TransportConfig.Limits limits) {
    this.limits = limits;
  }

  synchronized boolean enter(InetAddress remote) {
    int count = unbound.getOrDefault(remote, 0);
    if (total >= limits.unboundConnections() || count >= limits.connectionsPerAddress()) {
      return false;
    }
    total++;
    unbound.put(remote, count + 1);
    return true;
  }

  synchronized void leave(InetAddress remote) {
    total--;
    unbound.computeIfPresent(remote, (_, count) -> count == 1 ? null : count - 1);
  }

  synchronized int size() {
    return total;
  }
}
