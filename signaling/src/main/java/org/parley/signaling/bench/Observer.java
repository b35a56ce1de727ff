package org.parley.signaling.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.parley.signaling.bench.host.OwnUsage;
import org.parley.signaling.bench.host.ProcessUsage;
import org.parley.signaling.bench.host.ServerMetrics;
import org.parley.signaling.bench.host.SocketDrops;
import org.parley.signaling.bench.result.GeneratorUse;
import org.parley.signaling.bench.result.LatencyHistogram;
import org.parley.signaling.bench.result.Measurement;
import org.parley.signaling.bench.result.Reception;

/** Watches a fleet: a line every second, and the measurement. */
final class Observer {
  private static final Duration KEYFRAME_PATIENCE = Duration.ofSeconds(10);

  /** Time for the last measured packets to arrive. */
  private static final Duration DRAIN = Duration.ofSeconds(1);

  private final BenchNetwork network;
  private final Fleet fleet;
  private final PrintStream out;
  private final ServerProbe server;
  private final Progress progress;
  private int failuresBefore;

  Observer(BenchNetwork network, Fleet fleet, ServerProbe server, PrintStream out) {
    this.network = network;
    this.fleet = fleet;
    this.out = out;
    this.server = server;
    this.progress = new Progress(server);
  }

  /** Until all invited have joined or failed, and everybody who watches has seen a key frame. */
  void awaitJoins() throws InterruptedException {
    long patienceEnds = Long.MAX_VALUE;
    while (fleet.pending() > 0 || fleet.waitingForKeyframe() > 0) {
      long now = System.nanoTime();
      if (fleet.pending() > 0) {
        patienceEnds = now + KEYFRAME_PATIENCE.toNanos();
      } else if (now - patienceEnds > 0) {
        return;
      }
      progress.look(() -> print("joining"));
      Thread.sleep(Progress.POLL_MILLIS);
    }
  }

  void watch(String phase, Duration duration) throws InterruptedException {
    progress.watch(duration, () -> print(phase));
  }

  Measurement measure(Duration duration) throws InterruptedException {
    for (ReceiveLoop loop : network.receiveLoops()) {
      Loops.call(
          loop.loop(),
          () -> {
            loop.statistics().latencies.clear();
            return loop;
          });
    }
    // Asking the server costs it something as well: outside of what is measured.
    Optional<ServerMetrics> metricsBefore = server.metrics();
    Snapshot before = snapshot();
    onPublishLoop(Publisher::open);
    watch("measuring", duration);
    onPublishLoop(Publisher::close);
    Snapshot after = snapshot();
    Optional<Measurement.JvmCost> jvm = ServerProbe.jvmCost(metricsBefore, server.metrics());
    watch("draining", DRAIN);
    return result(before, after, jvm);
  }

  private record Snapshot(
      Optional<ProcessUsage> server, OwnUsage own, Measurement.Counts counts, long drops) {}

  private Snapshot snapshot() throws InterruptedException {
    long now = System.nanoTime();
    return new Snapshot(
        server.usage(),
        OwnUsage.at(now, network.loopNanos()),
        counts(),
        SocketDrops.of(fleet.localPorts()));
  }

  private Measurement.Counts counts() {
    return new Measurement.Counts(
        sum(statistics -> statistics.packets.sum()),
        sum(statistics -> statistics.requested.sum()),
        sum(statistics -> statistics.retransmissions.sum()),
        sum(statistics -> statistics.recovered.sum()),
        sum(statistics -> statistics.rejected.sum()),
        sum(statistics -> statistics.foreign.sum()),
        0,
        0,
        0);
  }

  private Measurement result(Snapshot before, Snapshot after, Optional<Measurement.JvmCost> jvm)
      throws InterruptedException {
    List<Subscriber> subscribers = fleet.subscribers();
    Reception reception = Reception.NONE;
    long switches = 0;
    for (Subscriber subscriber : subscribers) {
      reception =
          reception.plus(
              Loops.call(
                  subscriber.transport().open().eventLoop(),
                  () -> subscriber.reception(fleet.hasAudio())));
      switches += subscriber.switches();
    }
    int failures = fleet.failures().size();
    Measurement.Counts b = before.counts();
    Measurement.Counts a = counts();
    Measurement.Counts counts =
        new Measurement.Counts(
            after.counts().packets() - b.packets(),
            a.requested() - b.requested(),
            a.retransmissions() - b.retransmissions(),
            a.recovered() - b.recovered(),
            a.rejected() - b.rejected(),
            a.foreign() - b.foreign(),
            keyframes(),
            switches,
            failures - failuresBefore);
    failuresBefore = failures;
    return new Measurement(
        fleet.publishers().size(),
        subscribers.size(),
        after.own().since(before.own()),
        reception,
        latencies(),
        fleet.joinTimes(),
        counts,
        server.cost(before.server(), after.server(), jvm),
        GeneratorUse.between(
            before.own(), after.own(), SocketDrops.of(fleet.localPorts()) - before.drops()),
        fleet.sampling().oneIn());
  }

  private long sum(ToLongFunction<LoopStatistics> count) {
    return network.receiveLoops().stream()
        .mapToLong(loop -> count.applyAsLong(loop.statistics()))
        .sum();
  }

  private LatencyHistogram latencies() throws InterruptedException {
    LatencyHistogram all = new LatencyHistogram();
    for (ReceiveLoop loop : network.receiveLoops()) {
      all.add(Loops.call(loop.loop(), () -> loop.statistics().latencies.copy()));
    }
    return all;
  }

  private void print(String phase) throws InterruptedException {
    LatencyHistogram latencies = latencies();
    Progress.Step step = progress.step(sum(statistics -> statistics.packets.sum()));
    String line =
        text(
            "%4d s  %s %-9s  %d watching, %d joining, %d failed  %,9.0f packets/s",
            step.second(),
            fleet.label(),
            phase,
            fleet.subscribers().size(),
            fleet.pending(),
            fleet.failures().size(),
            step.perSecond());
    if (latencies.count() > 0) {
      double p50 = latencies.percentileMillis(0.5);
      line += text("  p50 %.2f ms  p99 %.2f ms", p50, latencies.percentileMillis(0.99));
    }
    if (step.server().isPresent()) {
      long mebibytes = step.server().get().residentKib() / 1024;
      line += text("  server %.0f%% CPU, %,d MiB", step.cores() * 100, mebibytes);
    }
    out.println(line);
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private interface OfPublisher {
    void apply(Publisher publisher);
  }

  private void onPublishLoop(OfPublisher task) throws InterruptedException {
    Loops.call(
        network.publishLoop(),
        () -> {
          fleet.publishers().forEach(task::apply);
          return task;
        });
  }

  private long keyframes() throws InterruptedException {
    List<Long> counts = new ArrayList<>();
    onPublishLoop(publisher -> counts.add((long) publisher.keyframes()));
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
