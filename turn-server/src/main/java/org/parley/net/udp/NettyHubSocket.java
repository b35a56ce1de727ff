package org.parley.net.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Netty channel as a socket of a hub. */
final class NettyHubSocket implements HubSocket {
  private static final Logger LOG = LoggerFactory.getLogger(NettyHubSocket.class);

  private final NettyHub hub;
  private final DatagramChannel channel;
  private final HubReceiver receiver;
  private final RemoteAddress from = new RemoteAddress();
  private InetSocketAddress local = new InetSocketAddress(0);

  NettyHubSocket(NettyHub hub, DatagramChannel channel, HubReceiver receiver) {
    this.hub = hub;
    this.channel = channel;
    this.receiver = receiver;
    channel.pipeline().addLast(new Reader());
  }

  void bound() {
    local = channel.localAddress();
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void send(ByteBuf buffer, int offset, int length, RemoteAddress to, boolean dontFragment) {
    if (!channel.isActive()) {
      return;
    }
    if (!channel.isWritable()) {
      hub.add(HubCount.DROPPED, 1);
      return;
    }
    ByteBuf bytes = channel.alloc().directBuffer(Math.max(1, length));
    bytes.writeBytes(buffer, offset, length);
    channel.write(new DatagramPacket(bytes, to.toInetSocketAddress()), channel.voidPromise());
    hub.add(HubCount.SENT, 1);
    hub.await(this);
  }

  void flush() {
    channel.flush();
  }

  @Override
  public void close() {
    channel.flush();
    channel.close();
    hub.forget(this);
  }

  private final class Reader extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      hub.wakeUp();
      hub.add(HubCount.RECEIVED, 1);
      from.set(packet.sender());
      receiver.onDatagram(from, hub.roomy(packet.content()));
    }

    /** A send failed, or ICMP told that an earlier one did; or a fault of the receiver's. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof IOException) {
        hub.add(HubCount.FAILED, 1);
      } else {
        LOG.error("{}: a datagram met a fault of ours", local, cause);
      }
    }
  }
}
