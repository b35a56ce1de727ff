package org.parley.turn.net;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.net.udp.RemoteAddress;
import org.parley.turn.link.ClientLink;
import org.parley.turn.relay.Relay;
import org.parley.turn.relay.RelayEffect;
import org.parley.turn.relay.RelayServer;
import org.parley.turn.stream.StreamLimits;
import org.parley.turn.stream.TcpRelays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one loop's core wants of TCP relays (RFC 6062), and what becomes of it; on that loop. */
final class TcpSide implements TcpRelays.Events {
  private static final Logger LOG = LoggerFactory.getLogger(TcpSide.class);

  /** Other programs may have ports of the range. */
  private static final int MAX_TRIES = 16;

  private final TurnLoop home;
  private final RelayServer core;
  private final TurnShared shared;
  private final TcpRelays sockets;
  private final Map<Integer, Place> places = new HashMap<>();

  private record Place(RelayAddress address, int port) {}

  TcpSide(TurnLoop home, TurnShared shared) {
    this.home = home;
    this.core = home.core();
    this.shared = shared;
    this.sockets = new TcpRelays(home.loop(), shared.kind(), StreamLimits.STANDARD, this);
  }

  void open(RelayAddress address, RelayEffect.OpenRelay wanted) {
    // RFC 6062 §5.1: neither EVEN-PORT nor a reservation is for TCP.
    tryOpen(address, wanted.relay(), MAX_TRIES);
  }

  private void tryOpen(RelayAddress address, Relay relay, int tries) {
    int port = tries == 0 ? RelayPorts.NONE : address.ports().take(false, false);
    if (port == RelayPorts.NONE) {
      later(() -> core.onRelayFailed(relay, home.loop().nowNanos()));
      return;
    }
    sockets.listen(
        relay.slot(),
        new InetSocketAddress(address.bound(), port),
        peer -> accepted(relay, peer),
        failure -> onListening(address, relay, port, failure, tries));
  }

  private void onListening(
      RelayAddress address, Relay relay, int port, @Nullable Throwable failure, int tries) {
    if (failure == null) {
      address.ports().open(port, address);
      places.put(relay.slot(), new Place(address, port));
      InetSocketAddress announced = new InetSocketAddress(address.announced(), port);
      later(() -> core.onRelayOpened(relay, announced, home.loop().nowNanos()));
      return;
    }
    address.ports().giveBack(port, address);
    if (tries == 1 && shared.faults().pass(home.loop().nowNanos()) >= 0) {
      LOG.warn("no socket for a TCP relay: {}", failure.toString());
    }
    tryOpen(address, relay, tries - 1);
  }

  /** In a wake-up of its own: the core is not called within its own effects. */
  private void later(Runnable tell) {
    home.post(
        () -> {
          tell.run();
          home.drain();
        },
        () -> {});
  }

  private int accepted(Relay relay, InetSocketAddress from) {
    home.hub().wakeUp();
    InetSocketAddress peer = from;
    if (shared.translates()) {
      RemoteAddress address = RemoteAddress.of(from);
      shared.translation().toAnnounced(address);
      peer = address.toInetSocketAddress();
    }
    int id = core.onPeerAccepted(relay, peer, home.loop().nowNanos());
    later(() -> {});
    return id == RelayServer.NO_CONNECTION ? -1 : id;
  }

  void connect(RelayEffect.Connect wanted) {
    Place place = places.get(wanted.relay().slot());
    if (place == null) {
      later(() -> core.onConnectFailed(wanted.connection()));
      return;
    }
    RemoteAddress peer = RemoteAddress.of(wanted.peer());
    if (shared.translates()) {
      shared.translation().toBound(peer);
    }
    sockets.connect(
        wanted.connection(),
        new InetSocketAddress(place.address().bound(), place.port()),
        peer.toInetSocketAddress());
  }

  void splice(RelayEffect.Splice wanted, @Nullable ClientLink client) {
    if (!sockets.splice(wanted.connection(), client, wanted.meter())) {
      later(() -> core.onConnectionClosed(wanted.connection()));
      if (client != null) {
        client.close();
      }
    }
  }

  void closePeer(int connection) {
    sockets.closePeer(connection);
  }

  void close(Relay relay) {
    Place place = places.remove(relay.slot());
    sockets.close(relay.slot());
    if (place != null) {
      place.address().ports().giveBack(place.port(), place.address());
    }
  }

  void close() {
    sockets.close();
  }

  @Override
  public void onConnected(int connection) {
    later(() -> core.onPeerConnected(connection, home.loop().nowNanos()));
  }

  @Override
  public void onConnectFailed(int connection) {
    later(() -> core.onConnectFailed(connection));
  }

  @Override
  public void onClosed(int connection) {
    later(() -> core.onConnectionClosed(connection));
  }
}
