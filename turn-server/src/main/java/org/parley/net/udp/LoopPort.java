package org.parley.net.udp;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.parley.net.loop.NetworkLoop;

/** A port that is bound and not yet read. */
interface LoopPort extends UdpPort {
  /** Hands up what is received from now on; from any thread. */
  void start(UdpReceiver receiver);

  /** Runs {@code task} on the loop and waits for it; from any thread. */
  static <T> T onLoop(NetworkLoop loop, Callable<T> task) throws IOException {
    return loop.call(task);
  }
}
