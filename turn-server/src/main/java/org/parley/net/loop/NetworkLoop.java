package org.parley.net.loop;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
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

  /** Runs {@code task} on this loop and waits for it; from any thread, also from this loop's. */
  public <T> T call(Callable<T> task) throws IOException {
    try {
      return eventLoop.inEventLoop() ? task.call() : eventLoop.submit(task).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  /** As {@link #execute}; after the end of the loop the task is dropped, as nobody is left. */
  public void executeUnlessEnded(Runnable task) {
    try {
      execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("a task came after the end of its loop", e);
    }
  }

  /**
   * Runs {@code task} on this loop and waits for it; from any thread, also from this loop's. After
   * the end of the loop it is dropped, as nobody is left.
   */
  public void finishUnlessEnded(Runnable task) {
    if (eventLoop.inEventLoop()) {
      task.run();
      return;
    }
    try {
      eventLoop.submit(task).syncUninterruptibly();
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

  /** The seconds since 1970 as the machine's clock has them now: for what ends at such a time. */
  public long epochSeconds() {
    return System.currentTimeMillis() / 1000;
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
