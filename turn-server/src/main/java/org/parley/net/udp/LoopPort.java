package org.parley.net.udp;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.parley.net.loop.NetworkLoop;

/** A port that is bound and not yet read. */
interface LoopPort extends UdpPort {
  /** Hands up what is received from now on; from any thread. */
  void start(UdpReceiver receiver);

  /** Runs {@code task} on the loop and waits for it; from any thread. */
  static <T> T onLoop(NetworkLoop loop, Callable<T> task) throws IOException {
    try {
      EventLoop eventLoop = loop.eventLoop();
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
}
