package org.parley.signaling.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one TCP port. Opened once everything behind it serves; closed first when the program stops.
 */
public final class FrontDoor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FrontDoor.class);
  private static final Duration LOOK_AT_CERTIFICATE_EVERY = Duration.ofSeconds(4);
  private static final int BACKLOG = 1024;

  private final EventLoopGroup loops;
  private final ChannelGroup connections;
  private final DoorState state;
  private final @Nullable TlsContexts tls;
  private final Channel listener;

  private FrontDoor(
      EventLoopGroup loops,
      ChannelGroup connections,
      DoorState state,
      @Nullable TlsContexts tls,
      Channel listener) {
    this.loops = loops;
    this.connections = connections;
    this.state = state;
    this.tls = tls;
    this.listener = listener;
  }

  /**
   * @param streams takes connections that begin with STUN
   * @throws DoorException when the port is taken or the certificate cannot be used
   */
  public static FrontDoor open(DoorOptions options, Routes routes, StreamAcceptor streams)
      throws DoorException {
    TlsContexts tls = TlsContexts.open(options.server().tls(), LOOK_AT_CERTIFICATE_EVERY);
    DoorState state =
        new DoorState(
            options,
            routes,
            streams,
            new Arrivals(options.server().trustedProxies(), Arrivals::interfaceAddresses),
            new DoorCounters(),
            new AtomicBoolean());
    boolean epoll = Epoll.isAvailable();
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            Math.max(2, Runtime.getRuntime().availableProcessors() / 2),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WriteBufferWaterMark.DEFAULT)
            .childHandler(new Entrance(state, tls, connections))
            .bind(options.server().listen())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      if (tls != null) {
        tls.close();
      }
      throw new DoorException(
          "server.listen: %s cannot be listened on: %s; choose another with --set server.listen=ADDRESS:PORT"
              .formatted(options.server().listen(), bound.cause().getMessage()),
          bound.cause());
    }
    return new FrontDoor(loops, connections, state, tls, bound.channel());
  }

  /** The address listened on, with the port that the system chose when port 0 was asked for. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  public DoorCounters counters() {
    return state.counters();
  }

  /**
   * From now on whatever would begin something new is answered by 503; what is under way goes on.
   */
  public void drain() {
    state.drainingFlag().set(true);
  }

  /** Closes the port and every connection. */
  @Override
  public void close() {
    drain();
    listener.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    if (tls != null) {
      tls.close();
    }
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    log.debug("The front door is closed");
  }

  private static final class Entrance extends ChannelInitializer<Channel> {
    private final DoorState state;
    private final @Nullable TlsContexts tls;
    private final ChannelGroup connections;

    Entrance(DoorState state, @Nullable TlsContexts tls, ChannelGroup connections) {
      this.state = state;
      this.tls = tls;
      this.connections = connections;
    }

    @Override
    protected void initChannel(Channel channel) {
      DoorCounters counters = state.counters();
      counters.accepted.increment();
      int open = counters.open.incrementAndGet();
      channel.closeFuture().addListener(_ -> counters.open.decrementAndGet());
      if (open > state.options().connections()) {
        counters.overLimit.increment();
        channel.close();
        return;
      }
      connections.add(channel);
      channel
          .pipeline()
          .addLast(
              new RequestTimer(state.options().timers(), counters),
              tls == null ? new FirstBytes.AfterTls(state) : new FirstBytes.BeforeTls(state, tls),
              new Broken());
    }
  }

  /** Ends the way of exceptions that no other handler wanted: resets, failed handshakes. */
  private static final class Broken extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      log.debug("A connection broke: {}", cause.toString());
      context.close();
    }
  }
}
