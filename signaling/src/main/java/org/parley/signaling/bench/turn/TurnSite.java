package org.parley.signaling.bench.turn;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.parley.signaling.bench.host.Listener;
import org.parley.signaling.bench.host.OwnUsage;
import org.parley.signaling.bench.host.SocketDrops;
import org.parley.signaling.bench.result.GeneratorUse;
import org.parley.signaling.bench.result.LatencyHistogram;
import org.parley.signaling.bench.result.Reception;

/** One server under load, and the workers that load it. Blocks; on the thread of the run. */
final class TurnSite implements AutoCloseable {
  /** Time for the last packets of a measurement to arrive. */
  private static final Duration DRAIN = Duration.ofMillis(400);

  /** Time for what a server does later: timers, the collector. */
  private static final Duration SETTLE = Duration.ofSeconds(1);

  private static final Duration END_SETTLE = Duration.ofSeconds(3);

  /** Permissions last for five minutes (RFC 8656 §9). */
  private static final long RENEWAL_NANOS = TimeUnit.MINUTES.toNanos(2);

  private static final long START_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final TurnBenchOptions options;
  private final TurnBenchOptions.Target target;
  private final Optional<Long> pid;
  private final List<TurnWorker> workers = new ArrayList<>();
  private final ClientNames names;
  private final ServerUse unloaded;
  private List<String> failures = List.of();
  private long boundNanos;

  TurnSite(TurnBenchOptions options, TurnBenchOptions.Target target, long id, PrintStream out) {
    this.options = options;
    this.target = target;
    this.names = new ClientNames(target.credentials(), System.currentTimeMillis() / 1_000, id);
    this.pid = pid(target);
    this.unloaded = ServerUse.of(pid);
    for (int i = 0; i < options.measure().workers(); i++) {
      workers.add(new TurnWorker("turn-" + target.label() + "-" + i, options.load(), target));
    }
    out.printf(
        "%s: %s, %s%n",
        target.label(),
        target.server(),
        pid.map(
                p ->
                    "process %d, %s"
                        .formatted(
                            p,
                            ProcessHandle.of(p).flatMap(h -> h.info().command()).orElse("unknown")))
            .orElse("its process is not to be seen here (--server-pid)"));
  }

  private static Optional<Long> pid(TurnBenchOptions.Target target) {
    Long named = target.pid();
    if (named != null) {
      return Optional.of(named);
    }
    String host = target.server().getAddress().getHostAddress();
    String literal = host.contains(":") ? "[" + host + "]" : host;
    return Listener.pidOf(URI.create("http://" + literal + ":" + target.server().getPort()));
  }

  private <T> List<T> all(Function<TurnWorker, CompletableFuture<T>> asked)
      throws IOException, InterruptedException {
    List<CompletableFuture<T>> answers = workers.stream().map(asked).toList();
    List<T> all = new ArrayList<>();
    for (CompletableFuture<T> answer : answers) {
      all.add(TurnWorker.await(answer));
    }
    return all;
  }

  /** Opens the clients' sockets. */
  private void open(int count) throws IOException, InterruptedException {
    for (int i = 0; i < workers.size(); i++) {
      int share = count / workers.size() + (i < count % workers.size() ? 1 : 0);
      TurnWorker.await(workers.get(i).open(share, names));
    }
  }

  private Calls.Outcome step(Calls.Step step) throws IOException, InterruptedException {
    Calls.Outcome together = new Calls.Outcome();
    all(worker -> worker.step(step)).forEach(together::add);
    return together;
  }

  /**
   * All allocations with their peers.
   *
   * @return why some could not be had
   */
  List<String> admit() throws IOException, InterruptedException {
    open(options.load().allocations());
    Calls.Outcome outcome = step(Calls.Step.ALLOCATE);
    outcome.add(step(Calls.Step.BIND));
    boundNanos = System.nanoTime();
    failures = outcome.failures;
    return failures;
  }

  private void renew() throws IOException, InterruptedException {
    if (System.nanoTime() - boundNanos > RENEWAL_NANOS) {
      failures = step(Calls.Step.BIND).failures;
      boundNanos = System.nanoTime();
    }
  }

  /** All at once what a measurement looks at. */
  private record Snapshot(ServerUse server, OwnUsage own) {}

  private Snapshot snapshot() throws IOException, InterruptedException {
    long now = System.nanoTime();
    return new Snapshot(ServerUse.of(pid), OwnUsage.at(now, all(TurnWorker::cpuNanos)));
  }

  /** Packets at this rate of each flow. */
  RelayMeasurement relay(double packetsPerSecond) throws IOException, InterruptedException {
    renew();
    long start = System.nanoTime() + START_DELAY_NANOS;
    // The workers' flows lie between each other's.
    double shift = 1e9 / packetsPerSecond / options.load().flows();
    for (int i = 0; i < workers.size(); i++) {
      TurnWorker.await(workers.get(i).pace(packetsPerSecond, start + (long) (i * shift)));
    }
    Thread.sleep(options.measure().warmup());
    Set<Integer> ports = ports();
    long drops = SocketDrops.of(ports);
    // First the packets, then the look, both times: the two windows have the same length.
    all(TurnWorker::beginMeasurement);
    Snapshot before = snapshot();
    Thread.sleep(options.measure().duration());
    all(TurnWorker::endMeasurement);
    Snapshot after = snapshot();
    all(TurnWorker::rest);
    Thread.sleep(DRAIN);
    return relayed(before, after, SocketDrops.of(ports) - drops);
  }

  private Set<Integer> ports() throws IOException, InterruptedException {
    Set<Integer> ports = new HashSet<>();
    all(TurnWorker::ports).forEach(ports::addAll);
    return ports;
  }

  private RelayMeasurement relayed(Snapshot before, Snapshot after, long drops)
      throws IOException, InterruptedException {
    Reception reception = Reception.NONE;
    LatencyHistogram latencies = new LatencyHistogram();
    long skipped = 0;
    long refused = 0;
    for (TurnWorker.Traffic traffic : all(TurnWorker::traffic)) {
      reception = reception.plus(traffic.reception());
      latencies.add(traffic.latencies());
      skipped += traffic.skipped();
      refused += traffic.refused();
    }
    return new RelayMeasurement(
        options.load().allocations() - failures.size(),
        failures.size(),
        after.own().since(before.own()),
        reception,
        latencies,
        before.server(),
        after.server(),
        new TurnGenerator(GeneratorUse.between(before.own(), after.own(), drops), skipped, refused),
        "");
  }

  /** As many allocations as asked for, from none to none. */
  AllocationMeasurement allocations() throws IOException, InterruptedException {
    open(options.load().allocations());
    Snapshot idle = snapshot();
    Calls.Outcome outcome = step(Calls.Step.ALLOCATE);
    Snapshot loaded = snapshot();
    Thread.sleep(SETTLE);
    ServerUse settled = ServerUse.of(pid);
    outcome.failures.addAll(step(Calls.Step.END).failures);
    Thread.sleep(END_SETTLE);
    ServerUse ended = ServerUse.of(pid);
    all(TurnWorker::closeSockets);
    return new AllocationMeasurement(
        (int) outcome.times.count(),
        outcome.failures,
        loaded.own().since(idle.own()),
        outcome.times,
        new AllocationMeasurement.Uses(unloaded, idle.server(), loaded.server(), settled, ended),
        new TurnGenerator(GeneratorUse.between(idle.own(), loaded.own(), 0), 0, 0));
  }

  BindingMeasurement bindings() throws IOException, InterruptedException {
    int sockets = Math.max(1, options.load().allocations() / workers.size());
    int each = Math.max(1, options.load().concurrency() / options.load().allocations());
    all(worker -> worker.askBindings(sockets, each));
    Thread.sleep(options.measure().warmup());
    Snapshot before = snapshot();
    long answersBefore = sum(all(TurnWorker::bindings));
    Thread.sleep(options.measure().duration());
    long answers = sum(all(TurnWorker::bindings)) - answersBefore;
    Snapshot after = snapshot();
    all(worker -> worker.askBindings(0, 0));
    Thread.sleep(DRAIN);
    return new BindingMeasurement(
        after.own().since(before.own()),
        answers,
        before.server(),
        after.server(),
        new TurnGenerator(GeneratorUse.between(before.own(), after.own(), 0), 0, 0));
  }

  private static long sum(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).sum();
  }

  /** Ends the allocations at the server. */
  void leave() throws IOException, InterruptedException {
    step(Calls.Step.END);
  }

  @Override
  public void close() {
    workers.forEach(TurnWorker::close);
  }
}
