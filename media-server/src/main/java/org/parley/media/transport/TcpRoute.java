package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.parley.media.transport.ice.Pair;

/** Over the TCP connection that the peer opened (RFC 6544), each packet framed by RFC 4571. */
final class TcpRoute implements Route {
  private final PeerTransport peer;
  private final TcpConnection connection;
  private final Outlet outlet;
  private final Pair pair;

  TcpRoute(PeerTransport peer, TcpConnection connection, Pair pair) {
    this.peer = peer;
    this.connection = connection;
    this.outlet = new Outlet(connection.channel());
    this.pair = pair;
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
    connection.bind(this);
  }

  @Override
  public void close() {
    connection.unbind(this);
  }

  @Override
  public boolean writable() {
    return outlet.writable();
  }

  @Override
  public void write(ByteBuf packet) {
    int length = packet.readableBytes();
    outlet.write(
        Unpooled.wrappedBuffer(new byte[] {(byte) (length >>> 8), (byte) length}), peer.traffic());
    outlet.write(packet, peer.traffic());
  }
}
