package org.parley.signaling.bench.turn;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.result.LatencyHistogram;
import org.parley.signaling.bench.result.Reception;
import org.parley.signaling.bench.turn.TurnBenchOptions.Direction;
import org.parley.signaling.bench.turn.TurnBenchOptions.Load;
import org.parley.signaling.bench.turn.socket.Poller;

/** One thread with its share of the calls: sets them up, sends what is due, reads what came. */
final class TurnWorker implements AutoCloseable {
  /** What came meanwhile is read in one go; the kernel has noted when it came. */
  private static final long READ_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /** What was due longer ago is not sent any more, so that a delay does not become a flood. */
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Shorter sleeps are not worth a system call. */
  private static final long SHORTEST_SLEEP = TimeUnit.MICROSECONDS.toNanos(4);

  private static final int MOST_AT_ONCE = 64;
  private static final int BUSY_WAIT_MILLIS = 1;
  private static final int IDLE_WAIT_MILLIS = 5;

  private final Load load;
  private final TurnBenchOptions.Target target;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final LatencyHistogram latencies = new LatencyHistogram();
  private final Calls calls;
  private final Thread thread;
  private volatile boolean stopped;
  private @Nullable Poller poller;
  private @Nullable Pacer pacer;
  private @Nullable BindingLoad bindings;
  private long skipped;
  private long refused;

  /**
   * @param skipped packets that were not sent because this thread was late
   * @param refused packets for which there was no room, over TCP and TLS
   */
  record Traffic(Reception reception, LatencyHistogram latencies, long skipped, long refused) {}

  TurnWorker(String name, Load load, TurnBenchOptions.Target target) {
    this.load = load;
    this.target = target;
    this.calls = new Calls(load.concurrency());
    this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  private void run() {
    try (Poller opened = new Poller()) {
      poller = opened;
      while (!stopped) {
        turn(opened);
      }
      calls.closeSockets();
    } catch (IOException e) {
      throw new IllegalStateException("a worker cannot work", e);
    } finally {
      stopped = true;
      runTasks();
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private void turn(Poller at) {
    runTasks();
    Pacer pace = pacer;
    if (pace == null) {
      boolean busy = calls.isBusy() || bindings != null;
      at.poll(busy ? BUSY_WAIT_MILLIS : IDLE_WAIT_MILLIS);
      onTime();
    } else {
      long reading = System.nanoTime() + READ_NANOS;
      sendUntil(at, pace, reading);
      while (at.poll(0) == Poller.MOST) {}
      onTime();
    }
  }

  private void onTime() {
    long now = System.nanoTime();
    calls.onTime(now);
    BindingLoad asking = bindings;
    if (asking != null) {
      asking.onTime(now);
    }
  }

  private void sendUntil(Poller at, Pacer pace, long endNanos) {
    skipped += pace.skip(System.nanoTime(), PATIENCE_NANOS);
    for (int sent = 0; sent < MOST_AT_ONCE; ) {
      long due = pace.dueNanos();
      long until = due - endNanos < 0 ? due : endNanos;
      long now = System.nanoTime();
      if (until - now > SHORTEST_SLEEP) {
        at.sleepUntil(until);
      } else if (due - now <= 0) {
        send(pace.take());
        sent++;
      }
      if (endNanos - System.nanoTime() <= 0) {
        return;
      }
    }
  }

  private void send(int flow) {
    int count = calls.all().size();
    boolean towardsPeer =
        switch (load.direction()) {
          case BOTH -> flow < count;
          case TO_PEER -> true;
          case TO_CLIENT -> false;
        };
    if (!calls.all().get(flow % count).send(towardsPeer)) {
      refused++;
    }
  }

  /** Does it on this thread. */
  private <T> CompletableFuture<T> ask(Callable<T> task) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    tasks.add(
        () -> {
          try {
            answer.complete(task.call());
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    if (stopped) {
      runTasks();
    }
    return answer;
  }

  /** Waits for what a worker was asked. */
  static <T> T await(CompletableFuture<T> asked) throws IOException, InterruptedException {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? e : e.getCause());
    }
  }

  private Poller poller() {
    if (poller == null) {
      throw new IllegalStateException("the worker has ended");
    }
    return poller;
  }

  /** Opens sockets for so many more clients. */
  CompletableFuture<Integer> open(int count, ClientNames names) {
    return ask(
        () -> {
          Call.Parts parts = new Call.Parts(calls, latencies);
          for (int i = 0; i < count; i++) {
            calls.add(new Call(poller(), load, target, names.next(), parts));
          }
          return calls.all().size();
        });
  }

  CompletableFuture<Calls.Outcome> step(Calls.Step step) {
    CompletableFuture<Calls.Outcome> outcome = new CompletableFuture<>();
    var _ =
        ask(
            () -> {
              calls.begin(step, outcome);
              return step;
            });
    return outcome;
  }

  /**
   * Begins to send.
   *
   * @param startNanos when the first packet is due
   */
  CompletableFuture<Boolean> pace(double packetsPerSecond, long startNanos) {
    return ask(
        () -> {
          int count = calls.all().size();
          int flows = load.direction() == Direction.BOTH ? 2 * count : count;
          pacer = flows == 0 ? null : new Pacer(flows, packetsPerSecond, load.pacing(), startNanos);
          return true;
        });
  }

  CompletableFuture<Boolean> rest() {
    return ask(
        () -> {
          pacer = null;
          return true;
        });
  }

  /** What is sent from now on is measured. */
  CompletableFuture<Boolean> beginMeasurement() {
    return ask(
        () -> {
          latencies.clear();
          skipped = 0;
          refused = 0;
          calls.open();
          return true;
        });
  }

  CompletableFuture<Boolean> endMeasurement() {
    return ask(
        () -> {
          calls.close();
          return true;
        });
  }

  /** Of what was sent during the measurement, once it had time to arrive. */
  CompletableFuture<Traffic> traffic() {
    return ask(
        () -> {
          Reception reception = Reception.NONE;
          for (Call call : calls.all()) {
            reception = reception.plus(of(call.toPeer())).plus(of(call.toClient()));
          }
          return new Traffic(reception, latencies.copy(), skipped, refused);
        });
  }

  /** Of all sockets, our peers' as well. */
  CompletableFuture<Set<Integer>> ports() {
    return ask(calls::ports);
  }

  private static Reception of(Flow flow) {
    return new Reception(flow.expected(), flow.received(), flow.duplicates(), 0, 0);
  }

  /** Asks for bindings from so many sockets, or stops it. */
  CompletableFuture<Boolean> askBindings(int sockets, int atOnce) {
    return ask(
        () -> {
          BindingLoad before = bindings;
          if (before != null) {
            before.close();
          }
          bindings =
              sockets == 0 ? null : new BindingLoad(poller(), target.server(), sockets, atOnce);
          return true;
        });
  }

  /** Answers so far. */
  CompletableFuture<Long> bindings() {
    return ask(() -> bindings == null ? 0 : bindings.answers());
  }

  /** What this thread has computed so far. */
  CompletableFuture<Long> cpuNanos() {
    return ask(() -> ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
  }

  /** Forgets the calls, whatever the server thinks of them. */
  CompletableFuture<Boolean> closeSockets() {
    return ask(
        () -> {
          calls.closeSockets();
          return true;
        });
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
