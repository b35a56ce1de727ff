package org.parley.net.loop;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The event loops: epoll where its native library loads, NIO elsewhere. */
public final class NetworkLoops implements AutoCloseable {

  /** What the loops wait on. */
  public enum Kind {
    EPOLL,
    NIO
  }

  private final Kind kind;
  private final EventLoopGroup group;
  private final List<NetworkLoop> loops;
  private final long wallClockOffsetNanos =
      System.currentTimeMillis() * 1_000_000L - System.nanoTime();

  private NetworkLoops(Kind kind, EventLoopGroup group, List<NetworkLoop> loops) {
    this.kind = kind;
    this.group = group;
    this.loops = List.copyOf(loops);
  }

  /**
   * Starts {@code count} loops of the best kind that this machine has.
   *
   * @param name what the names of their threads begin with
   */
  public static NetworkLoops start(String name, int count) {
    return start(name, count, bestKind());
  }

  public static Kind bestKind() {
    return Epoll.isAvailable() ? Kind.EPOLL : Kind.NIO;
  }

  public static NetworkLoops start(String name, int count, Kind kind) {
    if (count < 1) {
      throw new IllegalArgumentException("at least one event loop is needed, not " + count);
    }
    IoHandlerFactory handlers =
        switch (kind) {
          case EPOLL -> EpollIoHandler.newFactory();
          case NIO -> NioIoHandler.newFactory();
        };
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory(name, true), handlers);
    List<NetworkLoop> loops = new ArrayList<>(count);
    for (var executor : group) {
      loops.add(new NetworkLoop(loops.size(), (EventLoop) executor));
    }
    return new NetworkLoops(kind, group, loops);
  }

  public Kind kind() {
    return kind;
  }

  public List<NetworkLoop> loops() {
    return loops;
  }

  /**
   * The loop with the fewest open peers.
   *
   * @param except not one of these, unless there are no others
   */
  public NetworkLoop leastLoaded(List<NetworkLoop> except) {
    return loops.stream()
        .filter(loop -> !except.contains(loop) || except.size() >= loops.size())
        .min(Comparator.comparingInt(NetworkLoop::load))
        .orElseThrow();
  }

  /**
   * What added to a loop's time gives nanoseconds since 1970. Read once, at the start: later steps
   * of the machine's clock do not show.
   */
  public long wallClockOffsetNanos() {
    return wallClockOffsetNanos;
  }

  /** For accepting connections on any loop. */
  public EventLoopGroup group() {
    return group;
  }

  /** Ends the loops once what they were doing is done; waits for at most two seconds. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
