package org.parley.signaling.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.parley.signaling.bench.host.MachineLoad;
import org.parley.signaling.bench.host.ProcessUsage;
import org.parley.signaling.bench.host.ServerMetrics;
import org.parley.signaling.bench.host.SocketDrops;
import org.parley.signaling.bench.result.LatencyHistogram;
import org.parley.signaling.bench.result.Measurement;
import org.parley.signaling.bench.result.Reception;

/** Watches a fleet of data channels: a line every second, and the measurements. */
final class DataObserver {
  private static final int POLL_MILLIS = 20;

  /** Time for the last measured messages to arrive. */
  private static final Duration DRAIN = Duration.ofSeconds(1);

  private final DataBenchOptions options;
  private final BenchNetwork network;
  private final DataFleet fleet;
  private final ServerProbe server;
  private final PrintStream out;
  private long lastNanos = System.nanoTime();
  private long lastMessages;
  private Optional<ProcessUsage> lastUsage;

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
    this.lastUsage = server.usage();
  }

  void watch(String phase, Duration duration) throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    while (end - System.nanoTime() > 0) {
      tick(phase);
      Thread.sleep(Math.clamp((end - System.nanoTime()) / 1_000_000, 1, POLL_MILLIS));
    }
  }

  private record Snapshot(
      long nanos,
      Optional<ProcessUsage> server,
      Optional<ProcessUsage> own,
      Optional<MachineLoad> machine,
      List<Long> loopNanos,
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
    return new Snapshot(
        System.nanoTime(),
        server.usage(),
        ProcessUsage.of(ProcessHandle.current().pid()),
        MachineLoad.now(),
        network.loopNanos(),
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
        Duration.ofNanos(after.nanos() - before.nanos()),
        reception,
        latencies,
        bytes,
        messages,
        server.cost(before.server(), after.server(), jvm),
        server.memory(),
        generator(before, after),
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

  private Measurement.Generator generator(Snapshot before, Snapshot after) {
    long busiest = 0;
    for (int i = 0; i < before.loopNanos().size(); i++) {
      busiest = Math.max(busiest, after.loopNanos().get(i) - before.loopNanos().get(i));
    }
    return new Measurement.Generator(
        ProcessUsage.cpuBetween(before.own(), after.own()),
        (double) busiest / (after.nanos() - before.nanos()),
        MachineLoad.busyBetween(before.machine(), after.machine()),
        after.drops() - before.drops(),
        1);
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

  private void tick(String phase) throws InterruptedException {
    long now = System.nanoTime();
    if (now - lastNanos < 1_000_000_000L) {
      return;
    }
    double seconds = (now - lastNanos) / 1e9;
    long messages = 0;
    long bytes = 0;
    for (boolean stalled : new boolean[] {false, true}) {
      for (DataReceiver.Progress one : each(fleet.receivers(stalled), DataReceiver::progress)) {
        messages += one.messages();
        bytes += one.bytes();
      }
    }
    Optional<ProcessUsage> usage = server.usage();
    double cores = ProcessUsage.cpuBetween(lastUsage, usage).toNanos() / 1e9 / seconds;
    out.println(
        String.format(
            Locale.ROOT,
            "%-9s  %,9.0f messages/s, %,d MB in all, server %.0f%% CPU",
            phase,
            (messages - lastMessages) / seconds,
            bytes / 1_000_000,
            100 * cores));
    lastNanos = now;
    lastMessages = messages;
    lastUsage = usage;
  }
}
