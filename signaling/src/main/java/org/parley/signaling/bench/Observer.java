package org.parley.signaling.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.parley.signaling.bench.host.MachineLoad;
import org.parley.signaling.bench.host.ProcessUsage;
import org.parley.signaling.bench.host.ServerMetrics;
import org.parley.signaling.bench.host.SocketDrops;
import org.parley.signaling.bench.result.LatencyHistogram;
import org.parley.signaling.bench.result.Measurement;
import org.parley.signaling.bench.result.Reception;

/** Watches a fleet: a line every second, and the measurement. */
final class Observer {
  private static final int POLL_MILLIS = 20;
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
    this.progress = new Progress(System.nanoTime(), server.usage());
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
      tick("joining");
      Thread.sleep(POLL_MILLIS);
    }
  }

  void watch(String phase, Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    while (end - System.nanoTime() > 0) {
      tick(phase);
      Thread.sleep(Math.clamp((end - System.nanoTime()) / 1_000_000, 1, POLL_MILLIS));
    }
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
      long nanos,
      Optional<ProcessUsage> server,
      Optional<ProcessUsage> own,
      Optional<MachineLoad> machine,
      List<Long> loopNanos,
      Measurement.Counts counts,
      long drops) {}

  private Snapshot snapshot() throws InterruptedException {
    return new Snapshot(
        System.nanoTime(),
        server.usage(),
        ProcessUsage.of(ProcessHandle.current().pid()),
        MachineLoad.now(),
        network.loopNanos(),
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
        Duration.ofNanos(after.nanos() - before.nanos()),
        reception,
        latencies(),
        fleet.joinTimes(),
        counts,
        server.cost(before.server(), after.server(), jvm),
        generator(before, after));
  }

  private Measurement.Generator generator(Snapshot before, Snapshot after) {
    long busiest = 0;
    for (int i = 0; i < before.loopNanos().size(); i++) {
      busiest = Math.max(busiest, after.loopNanos().get(i) - before.loopNanos().get(i));
    }
    return new Measurement.Generator(
        ProcessUsage.cpuBetween(before.own(), after.own()),
        (double) busiest / (after.nanos() - before.nanos()),
        MachineLoad.busyBetween(before.machine(), after.machine()),
        SocketDrops.of(fleet.localPorts()) - before.drops(),
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

  private void tick(String phase) throws InterruptedException {
    if (progress.isDue(System.nanoTime())) {
      long packets = sum(statistics -> statistics.packets.sum());
      out.println(progress.line(phase, fleet, packets, latencies(), server.usage()));
    }
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
