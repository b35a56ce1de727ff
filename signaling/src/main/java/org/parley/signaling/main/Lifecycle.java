package org.parley.signaling.main;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the program ends: first everything is told to take nothing new, then what is under way has
 * until the drain deadline, then the parts are stopped in the reverse order of their start.
 */
final class Lifecycle {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private record Part(String name, AutoCloseable stop) {}

  private final Duration drain;
  private final List<Runnable> drainHooks = new CopyOnWriteArrayList<>();
  private final List<BooleanSupplier> idleChecks = new CopyOnWriteArrayList<>();
  private final Deque<Part> parts = new ArrayDeque<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean stopping;

  Lifecycle(Duration drain) {
    this.drain = drain;
  }

  /** Called once when the end begins; must not block. */
  void onDrain(Runnable hook) {
    drainHooks.add(hook);
  }

  /** While any of these is false, and the deadline has not passed, the parts go on. */
  void drainUntil(BooleanSupplier idle) {
    idleChecks.add(idle);
  }

  /** Call right after the part has started. */
  synchronized void onStop(String name, AutoCloseable stop) {
    parts.push(new Part(name, stop));
  }

  /** SIGTERM and SIGINT stop gracefully and end with exit code 0. */
  void stopOnSignals() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop();
                  // The virtual machine would report the signal as 143.
                  Runtime.getRuntime().halt(0);
                },
                "shutdown"));
  }

  /** Blocks until somebody has stopped the program. */
  void awaitStop() throws InterruptedException {
    stopped.await();
  }

  void stop() {
    synchronized (this) {
      if (stopping) {
        return;
      }
      stopping = true;
    }
    log.info("Stopping drain={}s", drain.toSeconds());
    drainHooks.forEach(hook -> attempt("drain", hook::run));
    awaitIdle();
    stopParts();
    log.info("Stopped");
    stopped.countDown();
  }

  /** Stops what has started, without draining: the start failed. */
  synchronized void stopParts() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      attempt(part.name, part.stop);
    }
  }

  private void awaitIdle() {
    long deadline = System.nanoTime() + drain.toNanos();
    try {
      while (!idleChecks.stream().allMatch(BooleanSupplier::getAsBoolean)
          && System.nanoTime() - deadline < 0) {
        Thread.sleep(LOOK_EVERY);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void attempt(String name, AutoCloseable action) {
    try {
      action.close();
    } catch (Exception e) {
      log.warn("A part did not stop cleanly part={}", name, e);
    }
  }
}
