package org.parley.net.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By Netty's channels, one for each socket: where Linux's calls are not to be had. */
final class NettyHub implements UdpHub {
  private static final Logger LOG = LoggerFactory.getLogger(NettyHub.class);
  private static final int DATAGRAMS_PER_READ = 64;

  private final NetworkLoops.Kind kind;
  private final NetworkLoop loop;
  private final Room room;
  private final Events events;
  private final String obstacle;
  private final Set<NettyHubSocket> sockets = new LinkedHashSet<>();
  private final Set<NettyHubSocket> waiting = new LinkedHashSet<>();
  private final List<ByteBuf> held = new ArrayList<>();
  private final AtomicLongArray counts = new AtomicLongArray(HubCount.values().length);
  private boolean awake;
  private boolean closing;

  NettyHub(NetworkLoops.Kind kind, NetworkLoop loop, Room room, String obstacle, Events events) {
    this.kind = kind;
    this.loop = loop;
    this.room = room;
    this.obstacle = obstacle;
    this.events = events;
  }

  @Override
  public HubSocket bind(InetSocketAddress local, SocketUse use, HubReceiver receiver)
      throws IOException {
    if (closing) {
      throw new IOException("the loop is being closed");
    }
    DatagramChannel channel = channel(local);
    channel.config().setOption(ChannelOption.SO_RCVBUF, use.buffer);
    channel.config().setOption(ChannelOption.SO_SNDBUF, use.buffer);
    channel
        .config()
        .setOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(MAX_DATAGRAM).maxMessagesPerRead(DATAGRAMS_PER_READ));
    if (kind == NetworkLoops.Kind.EPOLL) {
      channel.config().setOption(UnixChannelOption.SO_REUSEPORT, use.shared);
    }
    NettyHubSocket made = new NettyHubSocket(this, channel, receiver);
    try {
      loop.eventLoop().register(channel).syncUninterruptibly();
      channel.bind(local).syncUninterruptibly();
    } catch (Exception e) {
      channel.close();
      if (e instanceof Errors.NativeIoException cause) {
        BindException failed = new BindException(local + " cannot be bound: " + cause.getMessage());
        failed.initCause(cause);
        throw failed;
      }
      // Netty throws what is checked unchecked.
      if (e instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(e);
    }
    made.bound();
    sockets.add(made);
    return made;
  }

  private DatagramChannel channel(InetSocketAddress local) {
    SocketProtocolFamily family =
        local.getAddress() instanceof Inet4Address
            ? SocketProtocolFamily.INET
            : SocketProtocolFamily.INET6;
    return switch (kind) {
      case EPOLL -> new EpollDatagramChannel(family);
      case NIO -> new NioDatagramChannel(family);
    };
  }

  @Override
  public void wakeUp() {
    if (!awake) {
      awake = true;
      loop.refresh();
      add(HubCount.WAKE_UPS, 1);
      loop.eventLoop().execute(this::endWakeUp);
    }
  }

  private void endWakeUp() {
    try {
      events.onWakeUpEnd();
    } catch (RuntimeException e) {
      LOG.error("the end of a wake-up met a fault of ours", e);
    }
    awake = false;
    flush();
  }

  @Override
  public void flush() {
    waiting.forEach(NettyHubSocket::flush);
    waiting.clear();
    held.forEach(ByteBuf::release);
    held.clear();
  }

  /** A copy with the room that the receiver wants around it. */
  ByteBuf roomy(ByteBuf content) {
    int length = content.readableBytes();
    ByteBuf copy = content.alloc().directBuffer(room.headroom() + length + room.tailroom());
    copy.setIndex(room.headroom(), room.headroom());
    copy.writeBytes(content, content.readerIndex(), length);
    held.add(copy);
    return copy;
  }

  void await(NettyHubSocket socket) {
    waiting.add(socket);
  }

  void add(HubCount count, long amount) {
    int at = count.ordinal();
    counts.setRelease(at, counts.getPlain(at) + amount);
  }

  void forget(NettyHubSocket socket) {
    sockets.remove(socket);
    waiting.remove(socket);
  }

  @Override
  public void releaseLater(ByteBuf buffer) {
    held.add(buffer);
  }

  @Override
  public boolean direct() {
    return false;
  }

  @Override
  public String path() {
    return "Netty %s (no direct calls: %s)"
        .formatted(
            switch (kind) {
              case EPOLL -> "epoll";
              case NIO -> "NIO";
            },
            obstacle);
  }

  @Override
  public long count(HubCount count) {
    return counts.getAcquire(count.ordinal());
  }

  @Override
  public void close() {
    loop.finishUnlessEnded(this::closeOnLoop);
  }

  private void closeOnLoop() {
    closing = true;
    flush();
    List.copyOf(sockets).forEach(NettyHubSocket::close);
  }
}
