package org.parley.net.loop;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop thread. */
public final class NetworkLoop {
  private static final Logger LOG = LoggerFactory.getLogger(NetworkLoop.class);

  private final int index;
  private final EventLoop eventLoop;
  private final AtomicInteger load = new AtomicInteger();
  private long nowNanos = System.nanoTime();

  NetworkLoop(int index, EventLoop eventLoop) {
    this.index = index;
    this.eventLoop = eventLoop;
  }

  /** Position of this loop in {@link NetworkLoops#loops()}. */
  public int index() {
    return index;
  }

  /** Runs {@code task} on this loop after what was posted before; from any thread. */
  public void execute(Runnable task) {
    eventLoop.execute(
        () -> {
          refresh();
          task.run();
        });
  }

  /** As {@link #execute}; after the end of the loop the task is dropped, as nobody is left. */
  public void executeUnlessEnded(Runnable task) {
    try {
      execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("a task came after the end of its loop", e);
    }
  }

  public boolean inLoop() {
    return eventLoop.inEventLoop();
  }

  /** The time of the current wake-up; on the loop only. */
  public long nowNanos() {
    return nowNanos;
  }

  /** Reads the clock: whatever wakes the loop calls this once, first. */
  public long refresh() {
    nowNanos = System.nanoTime();
    return nowNanos;
  }

  /** Calls {@code tick} with the current time on this loop until cancelled. */
  public Cancellable every(Duration period, LongConsumer tick) {
    long nanos = period.toNanos();
    ScheduledFuture<?> future =
        eventLoop.scheduleWithFixedDelay(
            () -> tick.accept(refresh()), nanos, nanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /** Counts one more (or, negative, fewer) peers for {@link NetworkLoops#leastLoaded()}. */
  public void addLoad(int peers) {
    load.addAndGet(peers);
  }

  int load() {
    return load.get();
  }

  /** For registering channels. */
  public EventLoop eventLoop() {
    return eventLoop;
  }
}
