package org.parley.turn.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.parley.turn.relay.StunServer;

/** Opens the sockets and carries packets between them and the server core. */
final class Listeners {
  private final EventLoopGroup loops;
  private final StunServer server;
  private final AtomicInteger connections = new AtomicInteger();

  Listeners(EventLoopGroup loops, StunServer server) {
    this.loops = loops;
    this.server = server;
  }

  ChannelFuture udp(InetSocketAddress address) {
    return new Bootstrap()
        .group(loops)
        .channel(Epoll.isAvailable() ? EpollDatagramChannel.class : NioDatagramChannel.class)
        .option(ChannelOption.SO_RCVBUF, 1 << 20)
        .handler(new UdpHandler())
        .bind(address);
  }

  ChannelFuture tcp(InetSocketAddress address) {
    return new ServerBootstrap()
        .group(loops)
        .channel(
            Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                TcpConnection.install(channel, server, connections);
              }
            })
        .bind(address);
  }

  private static byte[] bytes(ByteBuf content) {
    byte[] bytes = new byte[content.readableBytes()];
    content.readBytes(bytes);
    return bytes;
  }

  /** Whatever arrives is handed to the core and its reply sent back to where it came from. */
  private final class UdpHandler extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
      byte[] reply = server.onPacket(bytes(packet.content()), packet.sender());
      if (reply != null) {
        ByteBuf content = ctx.alloc().buffer(reply.length).writeBytes(reply);
        ctx.write(new DatagramPacket(content, packet.sender()), ctx.voidPromise());
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      SocketFaults.report(ctx.channel(), cause);
    }
  }
}
