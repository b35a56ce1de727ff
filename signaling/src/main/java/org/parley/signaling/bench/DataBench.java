package org.parley.signaling.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.parley.signaling.bench.result.ResultTable;
import org.parley.signaling.bench.result.Run;

/** One run of the load generator for data channels, from the first join to the printed result. */
public final class DataBench {
  private final DataBenchOptions options;
  private final PrintStream out;

  public DataBench(DataBenchOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Joins, measures, prints, leaves.
   *
   * @return the process' exit code: 0 if all came to those who read, once, and small messages with
   *     a 99th percentile of the latency of at most 20 ms
   */
  public int run() throws IOException, InterruptedException {
    List<Run> runs;
    try (HttpClient http = HttpClient.newHttpClient();
        BenchNetwork network =
            new BenchNetwork(Math.max(1, Runtime.getRuntime().availableProcessors() / 2))) {
      ServerProbe server = new ServerProbe(options.target().asMediaTarget(), http);
      out.println(options.target().label() + ": " + options.target().url() + ", " + server.text());
      DataFleet fleet = new DataFleet(options, network, http);
      try {
        runs =
            fleet.join()
                ? measure(fleet, new DataObserver(options, network, fleet, server, out), network)
                : List.of();
      } finally {
        fleet.leave();
      }
      fleet.failures().stream().distinct().limit(5).forEach(out::println);
    }
    if (runs.isEmpty()) {
      out.println("Nothing was measured: not even a sender and a receiver could join.");
      return 1;
    }
    out.print(ResultTable.text(runs));
    options.outputs().publish("parley bench data", runs, out);
    return runs.stream().allMatch(run -> run.measurements().getFirst().isGood()) ? 0 : 1;
  }

  private List<Run> measure(DataFleet fleet, DataObserver observer, BenchNetwork network)
      throws InterruptedException {
    DataBenchOptions.Timing timing = options.timing();
    Loops.call(
        network.publishLoop(),
        () -> {
          fleet.sender().start();
          return fleet;
        });
    observer.watch("warm-up", timing.warmup());
    List<Run> runs = new ArrayList<>();
    int stalled = options.load().stalled();
    String label = options.target().label();
    runs.add(run(stalled == 0 ? label : label + ", all read", observer.measure(timing.duration())));
    if (stalled > 0) {
      stall(fleet, stalled);
      observer.watch("settling", timing.settle());
      runs.add(
          run("%s, %d stalled".formatted(label, stalled), observer.measure(timing.duration())));
    }
    return runs;
  }

  private void stall(DataFleet fleet, int count) throws InterruptedException {
    for (DataFleet.Seat seat : fleet.receivers(false).subList(0, count)) {
      DataReceiver receiver = seat.receiver();
      if (receiver != null) {
        Loops.call(
            seat.loop(),
            () -> {
              receiver.stall(options.load().stall());
              return seat;
            });
      }
    }
  }

  private Run run(String label, DataMeasurement measurement) {
    return new Run(
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        label,
        options.loadText(),
        options.settings(),
        List.of(measurement),
        Optional.empty());
  }
}
