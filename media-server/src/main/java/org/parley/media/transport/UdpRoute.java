package org.parley.media.transport;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.parley.media.transport.ice.Pair;
import org.parley.net.passage.Doorway;
import org.parley.net.udp.RemoteAddress;
import org.parley.net.udp.UdpPort;

/** Over the socket of the local address at which the peer's checks arrive. */
final class UdpRoute implements Route {
  /** Bytes that wait for their turn: two keyframes, and half of what is held at most. */
  private static final int FILLING = 256 << 10;

  private static final int NEARLY_FULL = 512 << 10;

  private final PeerTransport peer;
  private final UdpSocket socket;
  private final RemoteAddress remote;
  private final UdpPort port;
  private final Pair pair;
  private final Pacer pacer = new Pacer();

  /** Where packets go without the network, if the peer has a relay of ours. */
  private @Nullable Doorway relay;

  UdpRoute(PeerTransport peer, UdpSocket socket, RemoteAddress remote) {
    this.peer = peer;
    this.socket = socket;
    this.remote = remote.copy();
    this.port = socket.port(peer.owner());
    InetSocketAddress address = remote.toInetSocketAddress();
    this.pair = new Pair(Pair.Transport.UDP, socket.local(), address);
    this.relay = socket.relay(this.remote);
  }

  @Override
  public PeerTransport peer() {
    return peer;
  }

  @Override
  public Pair pair() {
    return pair;
  }

  RemoteAddress remote() {
    return remote;
  }

  RemoteAddress local() {
    return socket.address();
  }

  /** Null if the peer has no relay of ours, or no longer. */
  @Nullable Doorway relay() {
    Doorway known = relay;
    if (known != null && known.closed()) {
      known = socket.relay(remote);
      relay = known;
    }
    return known;
  }

  Pacer pacer() {
    return pacer;
  }

  UdpPort port() {
    return port;
  }

  @Override
  public void open() {
    socket.assign(remote, this);
  }

  @Override
  public void close() {
    socket.release(remote, this);
    pacer.clear();
  }

  @Override
  public Fullness fullness() {
    if (port.congested() || pacer.heldBytes() > NEARLY_FULL) {
      return Fullness.NEARLY_FULL;
    }
    return pacer.heldBytes() > FILLING ? Fullness.FILLING : Fullness.FREE;
  }

  @Override
  public void write(int start, boolean droppable) {
    peer.traffic().departures().add(this, start, droppable);
  }
}
