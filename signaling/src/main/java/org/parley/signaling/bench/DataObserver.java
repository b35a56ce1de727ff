package org.parley.signaling.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.parley.signaling.bench.host.OwnUsage;
import org.parley.signaling.bench.host.ProcessUsage;
import org.parley.signaling.bench.host.ServerMetrics;
import org.parley.signaling.bench.host.SocketDrops;
import org.parley.signaling.bench.result.GeneratorUse;
import org.parley.signaling.bench.result.LatencyHistogram;
import org.parley.signaling.bench.result.Measurement;
import org.parley.signaling.bench.result.Reception;

/** Watches a fleet of data channels: a line every second, and the measurements. */
final class DataObserver {
  /** Time for the last measured messages to arrive. */
  private static final Duration DRAIN = Duration.ofSeconds(1);

  private final DataBenchOptions options;
  private final BenchNetwork network;
  private final DataFleet fleet;
  private final ServerProbe server;
  private final PrintStream out;
  private final Progress progress;

  DataObserver(
      DataBenchOptions options,
      BenchNetwork network,
      DataFleet fleet,
      ServerProbe server,
      PrintStream out) {
    this.options = options;
    this.network = network;
    this.fleet = fleet;
    this.server = server;
    this.out = out;
    this.progress = new Progress(server);
  }

  void watch(String phase, Duration duration) throws InterruptedException {
    progress.watch(duration, () -> print(phase));
  }

  private record Snapshot(
      Optional<ProcessUsage> server,
      OwnUsage own,
      List<DataReceiver.Progress> progress,
      long drops) {}

  DataMeasurement measure(Duration duration) throws InterruptedException {
    List<DataFleet.Seat> reading = fleet.receivers(false);
    Optional<ServerMetrics> metricsBefore = server.metrics();
    int first = onSender(() -> fleet.sender().open());
    each(reading, receiver -> open(receiver, first));
    Snapshot before = snapshot(reading);
    watch("measuring", duration);
    int sent = onSender(() -> fleet.sender().measured());
    long refused = onSender(() -> fleet.sender().refused());
    each(reading, receiver -> close(receiver, first + sent));
    Snapshot after = snapshot(reading);
    Optional<Measurement.JvmCost> jvm = ServerProbe.jvmCost(metricsBefore, server.metrics());
    watch("draining", DRAIN);
    return result(reading, before, after, jvm, refused);
  }

  private static boolean open(DataReceiver receiver, int first) {
    receiver.open(first);
    return true;
  }

  private static boolean close(DataReceiver receiver, int end) {
    receiver.close(end);
    return true;
  }

  private Snapshot snapshot(List<DataFleet.Seat> reading) throws InterruptedException {
    long now = System.nanoTime();
    return new Snapshot(
        server.usage(),
        OwnUsage.at(now, network.loopNanos()),
        each(reading, DataReceiver::progress),
        SocketDrops.of(fleet.localPorts()));
  }

  private DataMeasurement result(
      List<DataFleet.Seat> reading,
      Snapshot before,
      Snapshot after,
      Optional<Measurement.JvmCost> jvm,
      long refused)
      throws InterruptedException {
    Reception reception = Reception.NONE;
    boolean stream = options.load().traffic() instanceof DataBenchOptions.Traffic.Bulk;
    for (Reception one : each(reading, r -> stream ? r.streamed() : r.reception())) {
      reception = reception.plus(one);
    }
    LatencyHistogram latencies = new LatencyHistogram();
    each(reading, DataReceiver::latencies).forEach(latencies::add);
    long[] bytes = new long[reading.size()];
    long messages = 0;
    for (int i = 0; i < bytes.length; i++) {
      DataReceiver.Progress from = before.progress().get(i);
      DataReceiver.Progress to = after.progress().get(i);
      bytes[i] = to.bytes() - from.bytes();
      messages += to.messages() - from.messages();
    }
    Arrays.sort(bytes);
    return new DataMeasurement(
        options.load().traffic(),
        after.own().since(before.own()),
        reception,
        latencies,
        bytes,
        messages,
        server.cost(before.server(), after.server(), jvm),
        server.memory(),
        GeneratorUse.between(before.own(), after.own(), after.drops() - before.drops()),
        trouble(reading, refused));
  }

  private DataMeasurement.Trouble trouble(List<DataFleet.Seat> reading, long refused)
      throws InterruptedException {
    int closed = 0;
    for (boolean one : each(reading, DataReceiver::closed)) {
      closed += one ? 1 : 0;
    }
    List<DataFleet.Seat> stalled = fleet.receivers(true);
    int told = 0;
    for (DataFleet.Seat seat : stalled) {
      told += seat.socket().faults().isEmpty() ? 0 : 1;
    }
    return new DataMeasurement.Trouble(
        fleet.failures().size(), refused, closed, stalled.size(), told);
  }

  private <T> T onSender(Callable<T> question) throws InterruptedException {
    return Loops.call(network.publishLoop(), question);
  }

  private interface Question<T> {
    T ask(DataReceiver receiver);
  }

  /** Asks each on its own loop. */
  private static <T> List<T> each(List<DataFleet.Seat> seats, Question<T> question)
      throws InterruptedException {
    List<T> answers = new ArrayList<>();
    for (DataFleet.Seat seat : seats) {
      DataReceiver receiver = seat.receiver();
      if (receiver != null) {
        answers.add(Loops.call(seat.loop(), () -> question.ask(receiver)));
      }
    }
    return answers;
  }

  private void print(String phase) throws InterruptedException {
    long messages = 0;
    long bytes = 0;
    for (boolean stalled : new boolean[] {false, true}) {
      for (DataReceiver.Progress one : each(fleet.receivers(stalled), DataReceiver::progress)) {
        messages += one.messages();
        bytes += one.bytes();
      }
    }
    Progress.Step step = progress.step(messages);
    out.println(
        String.format(
            Locale.ROOT,
            "%-9s  %,9.0f messages/s, %,d MB in all, server %.0f%% CPU",
            phase,
            step.perSecond(),
            bytes / 1_000_000,
            100 * step.cores()));
  }
}
