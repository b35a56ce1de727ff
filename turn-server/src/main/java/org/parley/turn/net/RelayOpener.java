package org.parley.turn.net;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.parley.net.udp.SocketUse;
import org.parley.net.udp.UdpHub;
import org.parley.turn.relay.Relay;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds ports for relays that nobody has; on its loop. */
final class RelayOpener {
  private static final Logger LOG = LoggerFactory.getLogger(RelayOpener.class);

  /** Other programs may have ports of the range. */
  private static final int MAX_TRIES = 64;

  private final UdpSide home;
  private final UdpHub hub;
  private final LogLimit limit;

  RelayOpener(UdpSide home, UdpHub hub, LogLimit limit) {
    this.home = home;
    this.hub = hub;
    this.limit = limit;
  }

  /**
   * @param first at {@code port}
   * @param second at the port that follows, if it was asked for
   */
  record Opened(RelaySocket first, @Nullable RelaySocket second, int port) {}

  /** Null if there is no port, or no socket, to be had. */
  @Nullable Opened open(
      RelayAddress address, Relay relay, boolean even, @Nullable Relay next, long nowNanos) {
    RelayPorts ports = address.ports();
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      int port = ports.take(even, next != null);
      if (port == RelayPorts.NONE) {
        log("all of turn.relayPorts are taken: make the range larger", nowNanos);
        return null;
      }
      RelaySocket first = null;
      try {
        first = bind(address, relay, port);
        RelaySocket second = next == null ? null : bind(address, next, port + 1);
        return new Opened(first, second, port);
      } catch (IOException e) {
        if (first == null) {
          ports.giveBack(port, address);
        } else {
          first.close();
        }
        if (next != null) {
          ports.giveBack(port + 1, address);
        }
        if (!(e instanceof BindException)) {
          log("no socket for a relay: " + e.getMessage(), nowNanos);
          return null;
        }
      }
    }
    log("no free port was found in turn.relayPorts: other programs use them", nowNanos);
    return null;
  }

  private RelaySocket bind(RelayAddress address, Relay relay, int port) throws IOException {
    RelaySocket made = new RelaySocket(home, relay, address, port);
    made.opened(hub.bind(new InetSocketAddress(address.bound(), port), SocketUse.RELAY, made));
    address.ports().open(port, address);
    home.media().open(made);
    return made;
  }

  private void log(String what, long nowNanos) {
    if (limit.pass(nowNanos) >= 0) {
      LOG.warn("{}", what);
    }
  }
}
