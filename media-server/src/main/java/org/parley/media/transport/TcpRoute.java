package org.parley.media.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import org.parley.media.transport.ice.Pair;

/** Over the TCP connection that the peer opened (RFC 6544), each packet framed by RFC 4571. */
final class TcpRoute implements Route {
  /** Bytes that wait in the connection: a second of a video call, a tenth of that, a twentieth. */
  static final int FULL = 256 << 10;

  private static final int NEARLY_FULL = 128 << 10;
  private static final int FILLING = 64 << 10;

  private final PeerTransport peer;
  private final TcpConnection connection;
  private final Pair pair;
  private boolean unflushed;

  TcpRoute(PeerTransport peer, TcpConnection connection, Pair pair) {
    this.peer = peer;
    this.connection = connection;
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
  public Fullness fullness() {
    Channel channel = connection.channel();
    if (!channel.isWritable()) {
      return Fullness.FULL;
    }
    long waiting = FULL - channel.bytesBeforeUnwritable();
    if (waiting > NEARLY_FULL) {
      return Fullness.NEARLY_FULL;
    }
    return waiting > FILLING ? Fullness.FILLING : Fullness.FREE;
  }

  @Override
  public void write(int start, boolean droppable) {
    ByteBuf departing = peer.traffic().departures().buffer();
    int length = departing.writerIndex() - start;
    Channel channel = connection.channel();
    if (!channel.isActive() || !channel.isWritable()) {
      // Also answers to checks: who sends them and reads nothing does not fill our memory.
      departing.writerIndex(start);
      peer.traffic().onDropped();
      return;
    }
    ByteBuf frame = PooledByteBufAllocator.DEFAULT.directBuffer(2 + length);
    frame.writeShort(length);
    frame.writeBytes(departing, start, length);
    departing.writerIndex(start);
    channel.write(frame, channel.voidPromise());
    if (!unflushed) {
      unflushed = true;
      peer.traffic().departures().add(this);
    }
  }

  void flush() {
    unflushed = false;
    connection.channel().flush();
  }
}
