package org.parley.turn.stream;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;
import org.parley.turn.link.ClientLink;
import org.parley.turn.relay.SpliceMeter;

/** The sockets of one loop's TCP relays and of their connections to peers (RFC 6062). */
public final class TcpRelays {
  private static final int BACKLOG = 64;
  private static final int CONNECT_MILLIS = 28_000;

  /** SO_REUSEPORT, which Netty has for listening sockets only: by its numbers in Linux. */
  private static final IntegerUnixChannelOption SHARED_ADDRESS =
      new IntegerUnixChannelOption("SO_REUSEPORT", 1, 15);

  /** What happens to connections; on the loop, and never within a call of {@link TcpRelays}. */
  public interface Events {
    void onConnected(int connection);

    void onConnectFailed(int connection);

    /** One of the two ends is gone, and the other will be. */
    void onClosed(int connection);
  }

  /** Who has connected to a relay. */
  @FunctionalInterface
  public interface Accepting {
    /** The connection's id; negative if it is to be closed. */
    int onAccepted(InetSocketAddress peer);
  }

  private final NetworkLoop loop;
  private final boolean epoll;
  private final int unwrittenBytes;
  private final Events events;
  private final Map<Integer, Channel> listeners = new HashMap<>();
  private final Map<Integer, Channel> peers = new HashMap<>();

  public TcpRelays(NetworkLoop loop, NetworkLoops.Kind kind, StreamLimits limits, Events events) {
    this.loop = loop;
    this.epoll = kind == NetworkLoops.Kind.EPOLL;
    this.unwrittenBytes = limits.unwrittenBytes();
    this.events = events;
  }

  /**
   * Opens a relay's socket.
   *
   * @param done gets null, or why it cannot be bound; later, on the loop
   */
  public void listen(
      int slot, InetSocketAddress local, Accepting accepting, Consumer<@Nullable Throwable> done) {
    new ServerBootstrap()
        .group(loop.eventLoop())
        .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.AUTO_READ, false)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                accept(channel, accepting);
              }
            })
        .bind(local)
        .addListener(
            (ChannelFuture bound) -> {
              if (bound.isSuccess()) {
                shareAddress(bound.channel());
                listeners.put(slot, bound.channel());
              }
              done.accept(bound.cause());
            });
  }

  /**
   * Lets connections leave from the port that is listened at (RFC 6062 §5.2). Only once it is
   * bound: nobody else's port is shared.
   */
  private void shareAddress(Channel listener) {
    if (epoll) {
      listener.config().setOption(SHARED_ADDRESS, 1);
    } else {
      listener.config().setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    }
  }

  private void accept(Channel channel, Accepting accepting) {
    int id =
        channel.remoteAddress() instanceof InetSocketAddress peer ? accepting.onAccepted(peer) : -1;
    if (id < 0) {
      channel.close();
    } else {
      keep(id, channel);
    }
  }

  private void keep(int id, Channel channel) {
    StreamServer.prepare(channel, unwrittenBytes);
    peers.put(id, channel);
    channel.pipeline().addLast(new Waiting(id));
  }

  /** Connects to a peer from a relay's address and port. */
  public void connect(int id, InetSocketAddress local, InetSocketAddress peer) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop.eventLoop())
            .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(ChannelOption.AUTO_READ, false)
            .handler(new Waiting(id));
    if (epoll) {
      bootstrap.option(SHARED_ADDRESS, 1);
    } else {
      bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
    }
    ChannelFuture connecting = bootstrap.connect(peer, local);
    peers.put(id, connecting.channel());
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            StreamServer.prepare(connecting.channel(), unwrittenBytes);
            events.onConnected(id);
          } else if (peers.remove(id, connecting.channel())) {
            events.onConnectFailed(id);
          }
        });
  }

  /**
   * Joins a peer's connection with a client's: what came of either meanwhile is passed on first.
   *
   * @return false if one of them is gone
   */
  public boolean splice(int id, @Nullable ClientLink client, SpliceMeter meter) {
    Channel peer = peers.get(id);
    if (peer == null || !peer.isActive() || !(client instanceof StreamConnection connection)) {
      return false;
    }
    Waiting waiting = peer.pipeline().get(Waiting.class);
    Channel own = connection.channel();
    SpliceEnd end =
        new SpliceEnd(
            peer,
            own,
            bytes -> meter.toClient((int) bytes, loop.refresh()),
            () -> loop.executeUnlessEnded(() -> ended(id, peer)));
    connection.leaveTurn(
        new SpliceEnd(
            own,
            peer,
            bytes -> meter.toPeer((int) bytes, loop.refresh()),
            () -> loop.executeUnlessEnded(() -> ended(id, peer))),
        () -> waiting.leave(end));
    return true;
  }

  private void ended(int id, Channel peer) {
    if (peers.remove(id, peer)) {
      events.onClosed(id);
    }
  }

  /** Closes a peer's connection, or gives it up, and with it the client's. */
  public void closePeer(int id) {
    Channel peer = peers.remove(id);
    if (peer != null) {
      peer.close();
    }
  }

  public boolean close(int slot) {
    Channel listener = listeners.remove(slot);
    if (listener != null) {
      listener.close();
    }
    return listener != null;
  }

  /** All of them. */
  public void close() {
    listeners.values().forEach(Channel::close);
    listeners.clear();
    peers.values().forEach(Channel::close);
    peers.clear();
  }

  /**
   * Until the client's connection is there: the end is noticed, and nothing is read. Netty reads
   * what came before an end all the same.
   */
  private final class Waiting extends ChannelInboundHandlerAdapter {
    private final int id;
    private final List<ByteBuf> early = new ArrayList<>();
    private int earlyBytes;
    private @Nullable ChannelHandlerContext here;

    Waiting(int id) {
      this.id = id;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf bytes && earlyBytes < unwrittenBytes) {
        earlyBytes += bytes.readableBytes();
        early.add(bytes);
      } else {
        ReferenceCountUtil.release(message);
        context.close();
      }
    }

    void leave(SpliceEnd end) {
      ChannelHandlerContext context = here;
      if (context == null || context.isRemoved()) {
        return;
      }
      ChannelPipeline pipeline = context.pipeline();
      pipeline.addLast(end);
      early.forEach(context::fireChannelRead);
      early.clear();
      context.fireChannelReadComplete();
      pipeline.remove(this);
      end.start();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      here = context;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
      early.forEach(ByteBuf::release);
      early.clear();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      Channel peer = context.channel();
      loop.executeUnlessEnded(() -> ended(id, peer));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      Faults.report(context.channel(), cause);
      context.close();
    }
  }
}
