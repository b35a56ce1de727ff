package org.parley.turn.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
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
}
