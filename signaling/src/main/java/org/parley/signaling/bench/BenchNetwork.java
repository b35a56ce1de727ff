package org.parley.signaling.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The event loops of a run: one for publishers, so that they keep time, others to receive. */
final class BenchNetwork implements AutoCloseable {
  private static final int DATAGRAM = 2_048;
  private static final int DATAGRAMS_PER_READ = 32;
  private static final int RECEIVE_BUFFER = 4 << 20;

  private final MultiThreadIoEventLoopGroup publishing;
  private final MultiThreadIoEventLoopGroup receiving;
  private final List<ReceiveLoop> receiveLoops = new ArrayList<>();

  BenchNetwork(int receiveLoopCount) {
    IoHandlerFactory io =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    publishing = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("publish"), io);
    receiving =
        new MultiThreadIoEventLoopGroup(receiveLoopCount, new DefaultThreadFactory("receive"), io);
    for (int i = 0; i < receiveLoopCount; i++) {
      receiveLoops.add(new ReceiveLoop(receiving.next(), new LoopStatistics()));
    }
  }

  EventLoop publishLoop() {
    return publishing.next();
  }

  List<ReceiveLoop> receiveLoops() {
    return receiveLoops;
  }

  /** What each loop's thread has computed so far, in nanoseconds. */
  List<Long> loopNanos() throws InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    List<Long> nanos = new ArrayList<>();
    nanos.add(threadNanos(threads, publishing.next()));
    for (ReceiveLoop loop : receiveLoops) {
      nanos.add(threadNanos(threads, loop.loop()));
    }
    return nanos;
  }

  private static long threadNanos(ThreadMXBean threads, EventLoop loop)
      throws InterruptedException {
    return Loops.call(loop, threads::getCurrentThreadCpuTime);
  }

  /** Gives the transport a UDP port of its own; blocks. */
  Channel bind(EventLoop loop, PeerTransport transport) throws IOException {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
            .handler(transport);
    if (Epoll.isAvailable()) {
      bootstrap
          .channel(EpollDatagramChannel.class)
          .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM)
          .option(
              ChannelOption.RECVBUF_ALLOCATOR,
              new FixedRecvByteBufAllocator(DATAGRAM * DATAGRAMS_PER_READ));
    } else {
      bootstrap
          .channel(NioDatagramChannel.class)
          .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(DATAGRAM));
    }
    var binding = bootstrap.bind(new InetSocketAddress(0)).awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new IOException("no UDP port to be had", binding.cause());
    }
    return binding.channel();
  }

  @Override
  public void close() {
    publishing.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    receiving.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
