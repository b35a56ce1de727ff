package org.parley.turn.stream;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts connections, and of each address those that have not shown that they may be here; for all
 * threads.
 */
final class StreamAdmission {
  private final StreamLimits limits;
  private final Map<Object, Integer> unprovenByAddress = new HashMap<>();
  private int unproven;
  private int connections;

  StreamAdmission(StreamLimits limits) {
    this.limits = limits;
  }

  synchronized boolean enter(InetAddress remote) {
    Object site = site(remote);
    int ofSite = unprovenByAddress.getOrDefault(site, 0);
    boolean full = ofSite >= limits.unprovenPerAddress() && !remote.isLoopbackAddress();
    if (full || connections >= limits.connections() || unproven >= limits.unproven()) {
      return false;
    }
    connections++;
    unproven++;
    unprovenByAddress.put(site, ofSite + 1);
    return true;
  }

  /** The connection is not unproven any more. */
  synchronized void prove(InetAddress remote) {
    unproven--;
    unprovenByAddress.computeIfPresent(site(remote), (_, count) -> count == 1 ? null : count - 1);
  }

  synchronized void leave(InetAddress remote, boolean proven) {
    connections--;
    if (!proven) {
      prove(remote);
    }
  }

  /** Whoever has one address of a /64 has all of them. */
  private static Object site(InetAddress remote) {
    return remote instanceof Inet6Address
        ? (Object) ByteBuffer.wrap(remote.getAddress()).getLong()
        : remote;
  }
}
