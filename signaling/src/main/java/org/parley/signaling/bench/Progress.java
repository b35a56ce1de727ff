package org.parley.signaling.bench;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.parley.signaling.bench.host.ProcessUsage;

/** Waits while a run lasts, and has a line printed every second. */
final class Progress {
  static final int POLL_MILLIS = 20;
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What is done every second. */
  interface Line {
    void print() throws InterruptedException;
  }

  /**
   * Since the last line.
   *
   * @param second of the run, at its end
   * @param perSecond what arrived
   * @param cores that the server kept busy; 0 when unknown
   * @param server at its end, if it is known
   */
  record Step(long second, double perSecond, double cores, Optional<ProcessUsage> server) {}

  private final ServerProbe server;
  private final long startNanos;
  private long lastNanos;
  private long dueNanos;
  private long lastCount;
  private Optional<ProcessUsage> lastServer;

  Progress(ServerProbe server) {
    this.server = server;
    this.startNanos = System.nanoTime();
    this.lastNanos = startNanos;
    this.dueNanos = startNanos + INTERVAL_NANOS;
    this.lastServer = server.usage();
  }

  /** Blocks for so long. */
  void watch(Duration duration, Line line) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    while (end - System.nanoTime() > 0) {
      look(line);
      Thread.sleep(Math.clamp((end - System.nanoTime()) / 1_000_000, 1, POLL_MILLIS));
    }
  }

  /** Prints if a second has passed. */
  void look(Line line) throws InterruptedException {
    if (System.nanoTime() - dueNanos >= 0) {
      line.print();
    }
  }

  /**
   * Begins the next second.
   *
   * @param count of all that has arrived so far
   */
  Step step(long count) {
    long now = System.nanoTime();
    double seconds = (now - lastNanos) / 1e9;
    Optional<ProcessUsage> usage = server.usage();
    Step step =
        new Step(
            (now - startNanos) / INTERVAL_NANOS,
            (count - lastCount) / seconds,
            ProcessUsage.cpuBetween(lastServer, usage).toNanos() / 1e9 / seconds,
            usage);
    lastCount = count;
    lastNanos = now;
    lastServer = usage;
    dueNanos += INTERVAL_NANOS;
    if (dueNanos - now < 0) {
      dueNanos = now + INTERVAL_NANOS;
    }
    return step;
  }
}
