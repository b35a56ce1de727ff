package org.parley.media.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.parley.net.loop.NetworkLoops;

/** Opens the port of ICE-TCP. */
final class TcpSockets {
  private static final WriteBufferWaterMark BACKLOG =
      new WriteBufferWaterMark(TcpRoute.FULL / 2, TcpRoute.FULL);

  /**
   * What the system keeps beyond what is on its way, which may grow to megabytes otherwise: seconds
   * of old video before we see that a connection is slow.
   */
  private static final long MAX_UNSENT = 32 << 10;

  /** Where that cannot be told, what is on its way counts as well. */
  private static final int SEND_BUFFER = 256 << 10;

  private TcpSockets() {}

  static Channel open(NetworkLoops loops, InetSocketAddress local, ChannelHandler connections)
      throws IOException {
    ChannelFactory<ServerSocketChannel> factory =
        switch (loops.kind()) {
          case EPOLL -> EpollServerSocketChannel::new;
          case NIO -> NioServerSocketChannel::new;
        };
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channelFactory(factory)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, BACKLOG)
            .childHandler(connections);
    switch (loops.kind()) {
      case EPOLL -> bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MAX_UNSENT);
      case NIO -> bootstrap.childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
    }
    return bound(bootstrap.bind(local));
  }

  private static Channel bound(ChannelFuture future) throws IOException {
    future.awaitUninterruptibly();
    if (future.cause() instanceof IOException e) {
      throw e;
    }
    if (!future.isSuccess()) {
      throw new IOException(future.cause());
    }
    return future.channel();
  }
}
