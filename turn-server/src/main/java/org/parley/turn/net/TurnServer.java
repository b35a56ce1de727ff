package org.parley.turn.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.parley.turn.relay.StunCounters;
import org.parley.turn.relay.StunServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running STUN server. Starting binds its sockets, closing frees them. */
public final class TurnServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TurnServer.class);
  private static final int EVENT_LOOPS = 2;
  private static final int TRIES_FOR_A_COMMON_PORT = 20;

  private final StunCounters counters = new StunCounters();
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final MultiThreadIoEventLoopGroup loops;
  private final int port;

  private TurnServer(MultiThreadIoEventLoopGroup loops, TurnServerConfig config)
      throws BindFailure {
    this.loops = loops;
    this.port = bind(new Listeners(loops, new StunServer(counters)), config.listen());
  }

  /**
   * Binds UDP and TCP and serves.
   *
   * @throws IllegalStateException if a socket cannot be bound; the message names the setting
   */
  public static TurnServer start(TurnServerConfig config) {
    IoHandlerFactory io =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(EVENT_LOOPS, new DefaultThreadFactory("turn"), io);
    try {
      TurnServer server = new TurnServer(loops, config);
      log.info("STUN on {} port {}, UDP and TCP", config.listen().getHostString(), server.port);
      return server;
    } catch (BindFailure e) {
      shutDown(loops);
      throw new IllegalStateException(e.explanation(config.listen()), e);
    }
  }

  /** The port of both UDP and TCP. */
  public int port() {
    return port;
  }

  public StunCounters counters() {
    return counters;
  }

  @Override
  public void close() {
    channels.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    shutDown(loops);
  }

  private static void shutDown(MultiThreadIoEventLoopGroup loops) {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  /** With port 0 the system picks a TCP port, which may be taken for UDP: then another is tried. */
  private int bind(Listeners listeners, InetSocketAddress listen) throws BindFailure {
    for (int attempt = 1; ; attempt++) {
      try {
        return bindOnce(listeners, listen);
      } catch (BindFailure e) {
        channels.close().awaitUninterruptibly();
        if (listen.getPort() != 0 || attempt == TRIES_FOR_A_COMMON_PORT) {
          throw e;
        }
      }
    }
  }

  private int bindOnce(Listeners listeners, InetSocketAddress listen) throws BindFailure {
    Channel tcp = add(listeners.tcp(listen), "TCP", listen);
    int bound = ((InetSocketAddress) tcp.localAddress()).getPort();
    List<InetAddress> addresses = LocalAddresses.of(listen.getAddress());
    for (InetAddress address : addresses) {
      InetSocketAddress udp = new InetSocketAddress(address, bound);
      add(listeners.udp(udp), "UDP", udp);
    }
    return bound;
  }

  private Channel add(ChannelFuture binding, String protocol, InetSocketAddress address)
      throws BindFailure {
    binding.awaitUninterruptibly();
    Throwable cause = binding.cause();
    if (cause != null) {
      throw new BindFailure(protocol, address, cause);
    }
    channels.add(binding.channel());
    return binding.channel();
  }
}
