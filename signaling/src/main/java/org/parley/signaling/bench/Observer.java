package org.parley.signaling.bench;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;

/** Watches a fleet: a line every second, and the measurement. */
final class Observer {
  private static final int POLL_MILLIS = 20;
  private static final Duration KEYFRAME_PATIENCE = Duration.ofSeconds(10);

  /** Time for the last measured packets to arrive. */
  private static final Duration DRAIN = Duration.ofSeconds(1);

  private final BenchOptions options;
  private final BenchNetwork network;
  private final Fleet fleet;
  private final PrintStream out;
  private final Optional<ProcessUsage> idleServer;
  private final Progress progress;

  Observer(BenchOptions options, BenchNetwork network, Fleet fleet, PrintStream out) {
    this.options = options;
    this.network = network;
    this.fleet = fleet;
    this.out = out;
    this.idleServer = serverUsage();
    this.progress = new Progress(System.nanoTime(), idleServer);
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

  Measurement measure() throws InterruptedException {
    onReceiveLoops(
        loop -> {
          loop.statistics().latencies.clear();
          return loop;
        });
    Snapshot before = snapshot();
    onPublishLoop(Observer::open);
    watch("measuring", options.duration());
    onPublishLoop(Observer::close);
    Snapshot after = snapshot();
    watch("draining", DRAIN);
    return result(before, after);
  }

  private static int open(Publisher publisher) {
    publisher.video().open();
    publisher.audio().open();
    return publisher.keyframes();
  }

  private static int close(Publisher publisher) {
    publisher.video().close();
    publisher.audio().close();
    return publisher.keyframes();
  }

  private record Snapshot(
      long nanos,
      Optional<ProcessUsage> server,
      Optional<ProcessUsage> own,
      long packets,
      long retransmissions,
      long rejected,
      long foreign,
      long drops) {}

  private Snapshot snapshot() {
    return new Snapshot(
        System.nanoTime(),
        serverUsage(),
        ProcessUsage.of(ProcessHandle.current().pid()),
        sum(statistics -> statistics.packets.sum()),
        sum(statistics -> statistics.retransmissions.sum()),
        sum(statistics -> statistics.rejected.sum()),
        sum(statistics -> statistics.foreign.sum()),
        SocketDrops.of(fleet.localPorts()));
  }

  private Measurement result(Snapshot before, Snapshot after) throws InterruptedException {
    List<Subscriber> subscribers = fleet.subscribers();
    Reception reception = Reception.NONE;
    for (Subscriber subscriber : subscribers) {
      reception =
          reception.plus(
              call(
                  subscriber.transport().open().eventLoop(),
                  () -> subscriber.reception(options.load().audio())));
    }
    long keyframes =
        onPublishLoop(Publisher::keyframes).stream().mapToLong(Integer::longValue).sum();
    Measurement.Counts counts =
        new Measurement.Counts(
            after.packets() - before.packets(),
            after.retransmissions() - before.retransmissions(),
            after.rejected() - before.rejected(),
            after.foreign() - before.foreign(),
            SocketDrops.of(fleet.localPorts()) - before.drops(),
            keyframes,
            fleet.failures().size());
    return new Measurement(
        fleet.publishers().size(),
        subscribers.size(),
        Duration.ofNanos(after.nanos() - before.nanos()),
        reception,
        latencies(),
        fleet.joinTimes(),
        counts,
        serverCost(before, after),
        ProcessUsage.cpuBetween(before.own(), after.own()));
  }

  private Optional<Measurement.ServerCost> serverCost(Snapshot before, Snapshot after) {
    if (idleServer.isEmpty() || before.server().isEmpty() || after.server().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Measurement.ServerCost(
            ProcessUsage.cpuBetween(before.server(), after.server()),
            idleServer.get().residentKib(),
            after.server().get().residentKib()));
  }

  private Optional<ProcessUsage> serverUsage() {
    return Optional.ofNullable(options.target().serverPid()).flatMap(ProcessUsage::of);
  }

  private long sum(ToLongFunction<LoopStatistics> count) {
    return network.receiveLoops().stream()
        .mapToLong(loop -> count.applyAsLong(loop.statistics()))
        .sum();
  }

  private LatencyHistogram latencies() throws InterruptedException {
    LatencyHistogram all = new LatencyHistogram();
    onReceiveLoops(loop -> loop.statistics().latencies.copy()).forEach(all::add);
    return all;
  }

  private void tick(String phase) throws InterruptedException {
    if (progress.isDue(System.nanoTime())) {
      long packets = sum(statistics -> statistics.packets.sum());
      out.println(progress.line(phase, fleet, packets, latencies(), serverUsage()));
    }
  }

  private interface OfLoop<T> {
    T apply(BenchNetwork.ReceiveLoop loop);
  }

  private <T> List<T> onReceiveLoops(OfLoop<T> task) throws InterruptedException {
    List<T> results = new ArrayList<>();
    for (BenchNetwork.ReceiveLoop loop : network.receiveLoops()) {
      results.add(call(loop.loop(), () -> task.apply(loop)));
    }
    return results;
  }

  private interface OfPublisher {
    int apply(Publisher publisher);
  }

  private List<Integer> onPublishLoop(OfPublisher task) throws InterruptedException {
    return call(network.publishLoop(), () -> fleet.publishers().stream().map(task::apply).toList());
  }

  private static <T> T call(EventLoop loop, Callable<T> task) throws InterruptedException {
    Future<T> result = loop.submit(task).await();
    if (!result.isSuccess()) {
      throw new IllegalStateException("an event loop failed", result.cause());
    }
    return result.getNow();
  }
}
