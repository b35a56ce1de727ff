package org.parley.signaling.bench;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.Callable;

/** Asks event loops from the thread that drives a run. */
final class Loops {
  private Loops() {}

  /** Blocks until the loop has done it. */
  static <T> T call(EventLoop loop, Callable<T> task) throws InterruptedException {
    Future<T> result = loop.submit(task).await();
    if (!result.isSuccess()) {
      throw new IllegalStateException("an event loop failed", result.cause());
    }
    return result.getNow();
  }
}
