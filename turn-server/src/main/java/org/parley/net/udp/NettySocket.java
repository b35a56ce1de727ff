package org.parley.net.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Netty channel with the options that media wants; read by the loop that it belongs to. */
final class NettySocket {
  private static final Logger LOG = LoggerFactory.getLogger(NettySocket.class);
  private static final int SOCKET_BUFFER = 4 << 20;
  private static final int DATAGRAMS_PER_READ = 64;

  /** What is longer than we take must be seen to be so. */
  private static final int ROOM = UdpPort.MAX_DATAGRAM + 1;

  /** Not writable as long as anything waits. */
  static final WriteBufferWaterMark ANYTHING_WAITS = new WriteBufferWaterMark(1, 2);

  private final NetworkLoop loop;
  private final InetSocketAddress local;
  private final Segmentation segmentation;
  private final Channel channel;

  /** The ports that have been started, the one that reads first. */
  private final List<NettyPort> ports = new CopyOnWriteArrayList<>();

  NettySocket(
      NetworkLoop loop, InetSocketAddress local, Segmentation segmentation, Channel channel) {
    this.loop = loop;
    this.local = local;
    this.segmentation = segmentation;
    this.channel = channel;
  }

  static NettySocket open(
      NetworkLoops.Kind kind,
      NetworkLoop loop,
      InetSocketAddress local,
      boolean shared,
      Segmentation segmentation)
      throws IOException {
    SocketProtocolFamily family =
        local.getAddress() instanceof Inet4Address
            ? SocketProtocolFamily.INET
            : SocketProtocolFamily.INET6;
    ChannelFactory<DatagramChannel> factory =
        switch (kind) {
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
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, ANYTHING_WAITS)
            .option(ChannelOption.MAX_MESSAGES_PER_WRITE, 4096)
            .handler(new ChannelInboundHandlerAdapter());
    int room = ROOM;
    if (kind == NetworkLoops.Kind.EPOLL) {
      bootstrap
          .option(UnixChannelOption.SO_REUSEPORT, shared)
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, ROOM);
      room = ROOM * DATAGRAMS_PER_READ;
    }
    bootstrap.option(
        ChannelOption.RECVBUF_ALLOCATOR,
        new FixedRecvByteBufAllocator(room).maxMessagesPerRead(DATAGRAMS_PER_READ));
    return new NettySocket(loop, local, segmentation, bound(bootstrap.bind(local)));
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

  Channel channel() {
    return channel;
  }

  NetworkLoop loop() {
    return loop;
  }

  InetSocketAddress local() {
    return local;
  }

  Segmentation segmentation() {
    return segmentation;
  }

  /** The port of the channel's own loop has the reading begin. */
  void started(NettyPort port) {
    ports.add(port);
    if (port.loop() == loop) {
      channel.pipeline().addLast(new Reader(port));
      channel.config().setAutoRead(true);
    }
  }

  void onSendError(Throwable cause) {
    for (NettyPort port : ports) {
      if (port.loop() == loop) {
        port.onSendError(NettyPort.errno(cause));
      }
    }
  }

  void close() {
    ChannelFuture closed = channel.close();
    if (!channel.eventLoop().inEventLoop()) {
      closed.awaitUninterruptibly();
    }
  }

  private final class Reader extends ChannelInboundHandlerAdapter {
    private final NettyPort port;
    private final RemoteAddress from = new RemoteAddress();

    Reader(NettyPort port) {
      this.port = port;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket datagram = (DatagramPacket) message;
      try {
        from.set(datagram.sender());
        port.onDatagram(from, datagram.content());
      } finally {
        datagram.release();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      port.onBatchEnd();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      if (!channel.isWritable()) {
        return;
      }
      for (NettyPort each : ports) {
        if (each == port) {
          each.onWritable();
        } else {
          each.loop().execute(each::onWritable);
        }
      }
    }

    /** A send failed, or ICMP told that an earlier one did; or a fault of the receiver's. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof IOException) {
        port.onSendError(NettyPort.errno(cause));
      } else {
        LOG.error("{}: a datagram met a fault of ours", local, cause);
      }
    }
  }
}
