package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.parley.media.transport.ice.Pair;

/** Over the socket of the local address at which the peer's checks arrive. */
final class UdpRoute implements Route {
  private final PeerTransport peer;
  private final UdpSocket socket;
  private final InetSocketAddress remote;
  private final Outlet outlet;
  private final Pair pair;
  private final SegmentRun run = new SegmentRun();

  UdpRoute(PeerTransport peer, UdpSocket socket, InetSocketAddress remote) {
    this.peer = peer;
    this.socket = socket;
    this.remote = remote;
    this.outlet = socket.outlet(peer.owner());
    this.pair = new Pair(Pair.Transport.UDP, socket.local(), remote);
  }

  @Override
  public PeerTransport peer() {
    return peer;
  }

  @Override
  public Pair pair() {
    return pair;
  }

  @Override
  public void open() {
    socket.assign(remote, this);
  }

  @Override
  public void close() {
    socket.release(remote, this);
  }

  @Override
  public boolean writable() {
    return outlet.writable();
  }

  @Override
  public void write(ByteBuf packet) {
    if (!socket.segments()) {
      outlet.write(new DatagramPacket(packet, remote), peer.traffic());
      return;
    }
    if (run.isEmpty()) {
      outlet.hold(this, peer.traffic());
    } else if (!run.fits(packet)) {
      writeHeld();
    }
    run.add(packet);
  }

  /** Writes what was held back to leave as one. */
  void writeHeld() {
    if (!run.isEmpty()) {
      outlet.write(run.take(remote), peer.traffic());
    }
  }
}
