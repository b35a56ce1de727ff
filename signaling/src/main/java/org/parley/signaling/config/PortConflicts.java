package org.parley.signaling.config;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds listeners that want the same port. */
final class PortConflicts {
  private record Listener(Key<?> key, InetSocketAddress address, boolean udp) {}

  private final Settings settings;
  private final List<Listener> listeners = new ArrayList<>();

  PortConflicts(Settings settings) {
    this.settings = settings;
  }

  /** What listens on TCP, and on UDP where {@code udp} is set; null listens nowhere. */
  PortConflicts add(Key<?> key, @Nullable InetSocketAddress address, boolean udp) {
    if (address != null && address.getPort() != 0) {
      listeners.add(new Listener(key, address, udp));
    }
    return this;
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < listeners.size(); i++) {
      for (int j = 0; j < i; j++) {
        Listener one = listeners.get(i);
        Listener other = listeners.get(j);
        if (overlap(one.address, other.address)) {
          problems.add(
              "%s%s: port %d is that of %s as well; give each its own%s"
                  .formatted(
                      settings.place(one.key),
                      one.key.path(),
                      one.address.getPort(),
                      other.key.path(),
                      oneDoor(one, other)));
        }
      }
    }
    return problems;
  }

  private static boolean overlap(InetSocketAddress a, InetSocketAddress b) {
    return a.getPort() == b.getPort()
        && (a.getAddress().isAnyLocalAddress()
            || b.getAddress().isAnyLocalAddress()
            || a.getAddress().equals(b.getAddress()));
  }

  /** People who want one open port try to write it down twice; they need not. */
  private static String oneDoor(Listener one, Listener other) {
    boolean door = one.key == Keys.SERVER_LISTEN || other.key == Keys.SERVER_LISTEN;
    boolean turn = one.key.path().startsWith("turn.") || other.key.path().startsWith("turn.");
    return door && turn ? " (server.listen serves TURN over TCP or TLS by itself)" : "";
  }
}
