package org.parley.media.loop;

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

/** The media event loops: epoll where its native library loads, NIO elsewhere. */
public final class MediaLoops implements AutoCloseable {

  /** What the loops wait on. */
  public enum Kind {
    EPOLL,
    NIO
  }

  private final Kind kind;
  private final EventLoopGroup group;
  private final List<MediaLoop> loops;
  private final long wallClockOffsetNanos =
      System.currentTimeMillis() * 1_000_000L - System.nanoTime();

  private MediaLoops(Kind kind, EventLoopGroup group, List<MediaLoop> loops) {
    this.kind = kind;
    this.group = group;
    this.loops = List.copyOf(loops);
  }

  /** Starts {@code count} loops of the best kind that this machine has. */
  public static MediaLoops start(int count) {
    return start(count, Epoll.isAvailable() ? Kind.EPOLL : Kind.NIO);
  }

  public static MediaLoops start(int count, Kind kind) {
    if (count < 1) {
      throw new IllegalArgumentException("at least one media loop is needed, not " + count);
    }
    IoHandlerFactory handlers =
        switch (kind) {
          case EPOLL -> EpollIoHandler.newFactory();
          case NIO -> NioIoHandler.newFactory();
        };
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("media-loop", true), handlers);
    List<MediaLoop> loops = new ArrayList<>(count);
    for (var executor : group) {
      loops.add(new MediaLoop(loops.size(), (EventLoop) executor));
    }
    return new MediaLoops(kind, group, loops);
  }

  public Kind kind() {
    return kind;
  }

  public List<MediaLoop> loops() {
    return loops;
  }

  /**
   * The loop with the fewest open peers.
   *
   * @param except not one of these, unless there are no others
   */
  public MediaLoop leastLoaded(List<MediaLoop> except) {
    return loops.stream()
        .filter(loop -> !except.contains(loop) || except.size() >= loops.size())
        .min(Comparator.comparingInt(MediaLoop::load))
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
