package org.parley.signaling.bench.turn;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.result.LatencyHistogram;

/** A worker's calls, and the step that all of them take, a limited number at a time. */
final class Calls implements Call.Listener {
  private static final long TIMEOUT_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final int concurrency;
  private final List<Call> all = new ArrayList<>();
  private final Deque<Call> waiting = new ArrayDeque<>();
  private final Set<Call> running = new HashSet<>();
  private Step step = Step.ALLOCATE;
  private @Nullable CompletableFuture<Outcome> finished;
  private Outcome outcome = new Outcome();
  private long nextCheckNanos = System.nanoTime();

  /** What all clients are to do. */
  enum Step {
    ALLOCATE,
    BIND,
    END
  }

  /** How a step went. */
  static final class Outcome {
    final LatencyHistogram times = new LatencyHistogram();
    final List<String> failures = new ArrayList<>();

    void add(Outcome other) {
      times.add(other.times);
      failures.addAll(other.failures);
    }
  }

  Calls(int concurrency) {
    this.concurrency = concurrency;
  }

  void add(Call call) {
    all.add(call);
  }

  List<Call> all() {
    return all;
  }

  /** Begins; on the worker's thread. */
  void begin(Step next, CompletableFuture<Outcome> whenFinished) {
    step = next;
    finished = whenFinished;
    outcome = new Outcome();
    waiting.clear();
    all.stream().filter(call -> isFor(call, next)).forEach(waiting::add);
    more();
  }

  private static boolean isFor(Call call, Step step) {
    return switch (call.client().phase()) {
      case NEW -> step == Step.ALLOCATE;
      case ALLOCATED, READY -> step != Step.ALLOCATE;
      case ALLOCATING, BINDING, ENDING, ENDED, FAILED -> false;
    };
  }

  private void more() {
    while (running.size() < concurrency && !waiting.isEmpty()) {
      Call call = waiting.poll();
      running.add(call);
      long now = System.nanoTime();
      switch (step) {
        case ALLOCATE -> call.allocate(now);
        case BIND -> call.bind(now);
        case END -> call.end(now);
      }
    }
    CompletableFuture<Outcome> whenFinished = finished;
    if (running.isEmpty() && waiting.isEmpty() && whenFinished != null) {
      finished = null;
      whenFinished.complete(outcome);
    }
  }

  boolean isBusy() {
    return finished != null;
  }

  @Override
  public void onAnswer(Call call) {
    boolean done =
        switch (call.client().phase()) {
          case NEW, ALLOCATING, BINDING, ENDING -> false;
          case ALLOCATED, READY, ENDED -> true;
          case FAILED -> true;
        };
    if (!done || !running.remove(call)) {
      return;
    }
    if (call.client().phase() == TurnClient.Phase.FAILED) {
      outcome.failures.add(call.client().failure());
    } else {
      outcome.times.record(System.nanoTime() - call.stepNanos());
    }
    more();
  }

  /** Sends again what was not answered. */
  void onTime(long nowNanos) {
    if (running.isEmpty() || nowNanos - nextCheckNanos < 0) {
      return;
    }
    nextCheckNanos = nowNanos + TIMEOUT_CHECK_NANOS;
    for (Call call : List.copyOf(running)) {
      if (call.onTimeout(nowNanos)) {
        onAnswer(call);
      }
    }
  }

  void open() {
    all.forEach(
        call -> {
          call.toPeer().open();
          call.toClient().open();
        });
  }

  void close() {
    all.forEach(
        call -> {
          call.toPeer().close();
          call.toClient().close();
        });
  }

  void closeSockets() {
    all.forEach(Call::close);
    all.clear();
  }

  Set<Integer> ports() throws IOException {
    Set<Integer> ports = new HashSet<>();
    for (Call call : all) {
      ports.add(call.localPort());
      ports.add(call.peerPort());
    }
    return ports;
  }
}
