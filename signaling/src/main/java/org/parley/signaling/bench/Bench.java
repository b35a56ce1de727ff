package org.parley.signaling.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.parley.signaling.bench.result.Comparison;
import org.parley.signaling.bench.result.Measurement;
import org.parley.signaling.bench.result.Report;
import org.parley.signaling.bench.result.ResultTable;
import org.parley.signaling.bench.result.Run;

/** One run of the load generator, from the first join to the printed result. */
public final class Bench {
  private static final int MAX_CEILING_SUBSCRIBERS = 5_000;

  private final BenchOptions options;
  private final PrintStream out;
  private final int subscribers;

  public Bench(BenchOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
    BenchOptions.Load load = options.load();
    this.subscribers = load.rooms() * load.publishers() * load.subscribers();
  }

  /**
   * Joins, measures, prints, leaves.
   *
   * @return the process' exit code: 0 if the server bore the load (at most 0.1% lost, 99th
   *     percentile of the latency at most 50 ms, no failed join), else 1
   */
  public int run() throws IOException, InterruptedException {
    List<Run> runs;
    try (BenchNetwork network = new BenchNetwork(receiveLoops())) {
      runs =
          switch (options.mode()) {
            case BenchOptions.Mode.Once _ -> one(network);
            case BenchOptions.Mode.Ceiling _ -> one(network);
            case BenchOptions.Mode.Compare(BenchOptions.Target other, int rounds) ->
                compare(network, other, rounds);
          };
    }
    if (runs.isEmpty()) {
      out.println("Nothing was measured: the publishers could not join.");
      return 1;
    }
    print(runs);
    options.outputs().publish("parley bench", runs, out);
    return runs.stream().allMatch(run -> run.measurements().getFirst().isGood()) ? 0 : 1;
  }

  private List<Run> one(BenchNetwork network) throws InterruptedException {
    try (Site site = new Site(options, network, out)) {
      try {
        if (!site.admitPublishers()) {
          return List.of();
        }
        if (options.mode() instanceof BenchOptions.Mode.Ceiling) {
          return List.of(ceiling(site));
        }
        site.resize(subscribers);
        return List.of(run(options.target(), List.of(step(site)), Optional.empty()));
      } finally {
        leave(site);
      }
    }
  }

  private Run ceiling(Site site) throws InterruptedException {
    CeilingSearch search = new CeilingSearch(subscribers, MAX_CEILING_SUBSCRIBERS);
    List<Measurement> steps = new ArrayList<>();
    Optional<Measurement> best = Optional.empty();
    String limit = "the search ended at %,d subscribers".formatted(MAX_CEILING_SUBSCRIBERS);
    while (!search.isFinished()) {
      site.resize(search.candidate());
      Measurement step = step(site);
      steps.add(step);
      boolean borne = step.mediaLimit() == Measurement.Limit.NONE;
      boolean refused = step.subscribers() < search.candidate();
      out.printf(
          "  %,d subscribers, %,.0f packets/s: %s%n",
          step.subscribers(), step.packetsPerSecond(), borne ? "good" : step.mediaLimit().text());
      if (borne) {
        best = Optional.of(step);
      } else {
        limit = limit(step);
      }
      if (borne && refused) {
        search.full(step.subscribers());
        limit = "no more were admitted: " + site.fleet().failures().getLast();
      } else {
        search.tried(borne);
      }
    }
    Run.Ceiling ceiling =
        new Run.Ceiling(
            best.map(Measurement::packetsPerSecond).orElse(0.0),
            best.map(Measurement::subscribers).orElse(0),
            limit,
            best.map(m -> atCeiling(steps, m.subscribers())).orElse(List.of()));
    return run(options.target(), steps, Optional.of(ceiling));
  }

  private static List<Measurement> atCeiling(List<Measurement> steps, int subscribers) {
    return steps.stream()
        .filter(m -> m.subscribers() == subscribers)
        .filter(m -> m.mediaLimit() == Measurement.Limit.NONE)
        .toList();
  }

  /** What ended the search, and whether it may be our own fault. */
  private static String limit(Measurement failed) {
    String text = "with %,d %s".formatted(failed.subscribers(), failed.mediaLimit().text());
    return failed.doubt().map(doubt -> text + "; but " + doubt).orElse(text);
  }

  private List<Run> compare(BenchNetwork network, BenchOptions.Target other, int rounds)
      throws InterruptedException {
    try (Site a = new Site(options, network, out);
        Site b = new Site(options.on(other), network, out)) {
      List<Site> sites = List.of(a, b);
      List<List<Measurement>> measured = List.of(new ArrayList<>(), new ArrayList<>());
      try {
        for (Site site : sites) {
          if (!site.admitPublishers()) {
            return List.of();
          }
          site.resize(subscribers);
          site.fleet().send(false);
        }
        for (int round = 0; round < rounds; round++) {
          for (int i = 0; i < sites.size(); i++) {
            sites.get(i).fleet().send(true);
            measured.get(i).add(step(sites.get(i)));
            sites.get(i).fleet().send(false);
          }
        }
        return List.of(
            run(options.target(), measured.getFirst(), Optional.empty()),
            run(other, measured.getLast(), Optional.empty()));
      } finally {
        leave(a);
        leave(b);
      }
    }
  }

  private Measurement step(Site site) throws InterruptedException {
    Duration warmup = options.timing().warmup();
    return site.measure(warmup, options.timing().duration());
  }

  private void leave(Site site) throws InterruptedException {
    site.leave();
    site.fleet().failures().stream().distinct().limit(5).forEach(out::println);
  }

  private Run run(
      BenchOptions.Target target, List<Measurement> steps, Optional<Run.Ceiling> ceiling) {
    return new Run(
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        target.label(),
        options.loadText(),
        options.settings(target),
        steps,
        ceiling);
  }

  private void print(List<Run> runs) {
    out.println();
    out.println(options.loadText());
    if (runs.size() == 2) {
      out.print(Comparison.table(runs.getFirst(), runs.getLast()));
      return;
    }
    Run run = runs.getFirst();
    out.print(ResultTable.text(run.best()));
    run.ceiling().ifPresent(ceiling -> out.println(Report.ceiling(ceiling)));
  }

  /** Half of the processors: the server needs the others. */
  private static int receiveLoops() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }
}
