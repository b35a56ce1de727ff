package org.parley.media.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.parley.media.loop.MediaLoop;
import org.parley.media.loop.MediaLoops;

/** Opens Netty's channels with the options that media wants. */
final class Sockets {
  private static final int SOCKET_BUFFER = 4 << 20;
  private static final int DATAGRAM = 1500;
  private static final int DATAGRAMS_PER_READ = 64;

  /** A batch of one loop waits in the channel until it is flushed as a whole. */
  private static final WriteBufferWaterMark UDP_BACKLOG =
      new WriteBufferWaterMark(8 << 20, 16 << 20);

  private static final WriteBufferWaterMark TCP_BACKLOG =
      new WriteBufferWaterMark(128 << 10, 256 << 10);

  private final MediaLoops loops;
  private final boolean segmentation;

  /**
   * @param segmentation whether UDP sockets may segment, where the system can
   */
  Sockets(MediaLoops loops, boolean segmentation) {
    this.loops = loops;
    this.segmentation =
        segmentation
            && loops.kind() == MediaLoops.Kind.EPOLL
            && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
  }

  boolean segments() {
    return segmentation;
  }

  /**
   * @param reader makes the handler of one loop's channel
   * @throws IOException if the address is taken, also by another process that shares ports
   */
  UdpSocket udp(InetSocketAddress local, BiFunction<UdpSocket, MediaLoop, ChannelHandler> reader)
      throws IOException {
    refuseSharedPort(local);
    boolean shared = loops.kind() == MediaLoops.Kind.EPOLL;
    List<MediaLoop> readers =
        shared
            ? loops.loops()
            : List.of(loops.loops().get(Math.floorMod(local.hashCode(), loops.loops().size())));
    List<Channel> channels = new ArrayList<>();
    try {
      for (MediaLoop loop : readers) {
        channels.add(bindUdp(local, loop, shared));
      }
    } catch (IOException e) {
      channels.forEach(Channel::close);
      throw e;
    }
    UdpSocket socket = new UdpSocket(local, channels, loops.loops().size(), segmentation);
    for (int i = 0; i < channels.size(); i++) {
      Channel channel = channels.get(i);
      channel.pipeline().addLast(reader.apply(socket, readers.get(i)));
      channel.config().setAutoRead(true);
    }
    return socket;
  }

  /** With SO_REUSEPORT a second server would silently get a part of our packets. */
  private static void refuseSharedPort(InetSocketAddress local) throws IOException {
    try (java.nio.channels.DatagramChannel probe =
        java.nio.channels.DatagramChannel.open(
            local.getAddress() instanceof Inet4Address
                ? java.net.StandardProtocolFamily.INET
                : java.net.StandardProtocolFamily.INET6)) {
      probe.bind(local);
    }
  }

  private Channel bindUdp(InetSocketAddress local, MediaLoop loop, boolean shared)
      throws IOException {
    SocketProtocolFamily family =
        local.getAddress() instanceof Inet4Address
            ? SocketProtocolFamily.INET
            : SocketProtocolFamily.INET6;
    ChannelFactory<DatagramChannel> factory =
        switch (loops.kind()) {
          case EPOLL -> () -> new EpollDatagramChannel(family);
          case NIO -> () -> new NioDatagramChannel(family);
        };
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop.eventLoop())
            .channelFactory(factory)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
            .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UDP_BACKLOG)
            .option(ChannelOption.MAX_MESSAGES_PER_WRITE, 4096)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {}
                });
    if (shared) {
      bootstrap
          .option(UnixChannelOption.SO_REUSEPORT, true)
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM)
          .option(
              ChannelOption.RECVBUF_ALLOCATOR,
              new FixedRecvByteBufAllocator(DATAGRAM * DATAGRAMS_PER_READ)
                  .maxMessagesPerRead(DATAGRAMS_PER_READ));
    } else {
      bootstrap.option(
          ChannelOption.RECVBUF_ALLOCATOR,
          new FixedRecvByteBufAllocator(2048).maxMessagesPerRead(DATAGRAMS_PER_READ));
    }
    return bound(bootstrap.bind(local));
  }

  Channel tcp(InetSocketAddress local, ChannelHandler connections) throws IOException {
    ChannelFactory<ServerSocketChannel> factory =
        switch (loops.kind()) {
          case EPOLL -> EpollServerSocketChannel::new;
          case NIO -> NioServerSocketChannel::new;
        };
    return bound(
        new ServerBootstrap()
            .group(loops.group())
            .channelFactory(factory)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, TCP_BACKLOG)
            .childHandler(connections)
            .bind(local));
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
