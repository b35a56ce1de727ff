package org.parley.turn.stream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;
import org.parley.turn.link.ClientIntake;
import org.parley.turn.link.ServerCertificate;
import org.parley.turn.relay.Transport;

/** Clients over TCP and TLS, spread over the loops as they come. */
public final class StreamServer implements AutoCloseable {
  private static final int BACKLOG = 1_024;

  /** So much may lie in the kernel unsent; what is on its way does not count. */
  private static final long UNSENT_IN_KERNEL = 128 * 1024;

  private final NetworkLoops loops;
  private final StreamShared shared;
  private final List<StreamLoop> homes = new ArrayList<>();
  // May be closed and filled again: when a port is free for TCP but not for UDP, another is tried.
  private final ChannelGroup listeners = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  /**
   * @param intakes of each loop
   * @param certificates what to show now; null for no TLS
   */
  public StreamServer(
      NetworkLoops loops,
      Function<NetworkLoop, ClientIntake> intakes,
      StreamLimits limits,
      Supplier<@Nullable ServerCertificate> certificates) {
    this.loops = loops;
    this.shared =
        new StreamShared(
            limits,
            new StreamCounters(),
            new StreamAdmission(limits),
            new TlsContexts(certificates),
            homes);
    loops.loops().forEach(loop -> homes.add(new StreamLoop(loop, intakes.apply(loop), shared)));
  }

  public StreamCounters counters() {
    return shared.counters();
  }

  /**
   * Opens a port.
   *
   * @param tlsOnly whether clients that do not begin with TLS are turned away
   * @return where, with the port that the system chose if it was 0
   */
  public InetSocketAddress listen(InetSocketAddress address, boolean tlsOnly) throws IOException {
    boolean epoll = loops.kind() == NetworkLoops.Kind.EPOLL;
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops.group())
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    admit(channel, tlsOnly);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    Throwable cause = bound.cause();
    if (cause != null) {
      throw cause instanceof IOException failure ? failure : new IOException(cause);
    }
    listeners.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  private void admit(SocketChannel channel, boolean tlsOnly) {
    InetSocketAddress remote = enter(channel);
    if (remote != null) {
      channel.pipeline().addLast(new StreamEntrance(home(channel.eventLoop()), remote, tlsOnly));
    }
  }

  /** Null if the connection was closed: it is one too many, or reset already. */
  private @Nullable InetSocketAddress enter(Channel channel) {
    if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
      channel.close();
      return null;
    }
    if (!shared.admission().enter(remote.getAddress())) {
      shared.counters().increment(StreamCounter.REFUSED);
      channel.close();
      return null;
    }
    channels.add(channel);
    shared.counters().opened(1);
    channel.closeFuture().addListener(_ -> shared.counters().opened(-1));
    prepare(channel, shared.limits().unwrittenBytes());
    return remote;
  }

  static void prepare(Channel channel, int unwrittenBytes) {
    channel.config().setOption(ChannelOption.TCP_NODELAY, true);
    channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
    channel
        .config()
        .setWriteBufferWaterMark(new WriteBufferWaterMark(unwrittenBytes / 2, unwrittenBytes));
    if (channel instanceof EpollSocketChannel) {
      channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_IN_KERNEL);
    }
  }

  private StreamLoop home(EventLoop eventLoop) {
    for (StreamLoop home : homes) {
      if (home.loop.eventLoop() == eventLoop) {
        return home;
      }
    }
    throw new IllegalStateException("a connection on a loop that is not ours");
  }

  /**
   * Takes over a connection of another port whose next bytes are STUN. It moves to a loop of ours;
   * of its handlers TLS and those before it stay. Called on the connection's loop, in a read by a
   * handler that forwards what it has read when it leaves.
   *
   * @return false if it was refused
   */
  public boolean takeOver(Channel channel) {
    boolean epoll = loops.kind() == NetworkLoops.Kind.EPOLL;
    InetSocketAddress remote =
        epoll == channel instanceof EpollSocketChannel ? enter(channel) : null;
    if (remote == null) {
      return false;
    }
    boolean tls = channel.pipeline().get(SslHandler.class) != null;
    shared.counters().increment(tls ? StreamCounter.ACCEPTED_TLS : StreamCounter.ACCEPTED_TCP);
    StreamLoop home = home((EventLoop) loops.group().next());
    LoopMove.move(
        channel,
        home.loop,
        List.of(),
        () -> new StreamConnection(home, channel, tls ? Transport.TLS : Transport.TCP, remote),
        () -> shared.admission().leave(remote.getAddress(), false));
    return true;
  }

  /** Closes the ports that {@link #listen} opened, and waits for it; connections stay. */
  public void stopListening() {
    listeners.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    stopListening();
    homes.forEach(StreamLoop::stop);
    channels.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
