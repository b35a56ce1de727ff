package org.parley.signaling.bench.turn;

import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.parley.signaling.bench.CeilingSearch;
import org.parley.signaling.bench.result.Result;
import org.parley.signaling.bench.result.ResultTable;
import org.parley.signaling.bench.result.Run;

/** One run of the load generator for TURN, from the first allocation to the printed result. */
public final class TurnBench {
  private static final int MOST_PACKETS_PER_SECOND = 5_000_000;

  private final TurnBenchOptions options;
  private final PrintStream out;

  public TurnBench(TurnBenchOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Allocates, measures in turns, prints, ends the allocations.
   *
   * @return the process' exit code: 0 if the first server bore the load and met all requirements
   */
  public int run() throws IOException, InterruptedException {
    List<TurnBenchOptions.Target> targets = new ArrayList<>(List.of(options.target()));
    TurnBenchOptions.Target other = options.other();
    if (other != null) {
      targets.add(other);
    }
    List<TurnSite> sites = new ArrayList<>();
    long id = new SecureRandom().nextLong() << 24;
    try {
      for (TurnBenchOptions.Target target : targets) {
        sites.add(new TurnSite(options, target, id + ((long) sites.size() << 20), out));
      }
      return run(targets, sites);
    } finally {
      sites.forEach(TurnSite::close);
    }
  }

  private int run(List<TurnBenchOptions.Target> targets, List<TurnSite> sites)
      throws IOException, InterruptedException {
    if (usesAllocations() && !admit(sites)) {
      return 1;
    }
    List<List<Result>> measured = new ArrayList<>();
    sites.forEach(_ -> measured.add(new ArrayList<>()));
    for (int round = 0; round < options.measure().rounds(); round++) {
      for (int i = 0; i < sites.size(); i++) {
        Result result = measure(sites.get(i));
        measured.get(i).add(result);
        out.println(line(targets.get(i).label(), result));
      }
    }
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      runs.add(run(targets.get(i), measured.get(i)));
    }
    if (usesAllocations()) {
      for (TurnSite site : sites) {
        site.leave();
      }
    }
    out.print(ResultTable.text(runs));
    options.outputs().publish("parley bench turn", runs, out);
    return verdict(runs);
  }

  private boolean usesAllocations() {
    return switch (options.measure().mode()) {
      case RELAY, CEILING -> true;
      case ALLOCATIONS, BINDINGS -> false;
    };
  }

  private boolean admit(List<TurnSite> sites) throws IOException, InterruptedException {
    for (TurnSite site : sites) {
      List<String> failures = site.admit();
      failures.stream().distinct().limit(5).forEach(out::println);
      if (failures.size() >= options.load().allocations()) {
        out.println("Nothing was measured: no allocation could be made.");
        return false;
      }
    }
    return true;
  }

  private Result measure(TurnSite site) throws IOException, InterruptedException {
    return switch (options.measure().mode()) {
      case RELAY -> site.relay(options.load().packetsPerSecond());
      case CEILING -> ceiling(site);
      case ALLOCATIONS -> site.allocations();
      case BINDINGS -> site.bindings();
    };
  }

  /** The best step; the first if none was borne. */
  private Result ceiling(TurnSite site) throws IOException, InterruptedException {
    int flows = options.load().flows();
    CeilingSearch search =
        new CeilingSearch(
            (int) (options.load().packetsPerSecond() * flows), MOST_PACKETS_PER_SECOND);
    List<RelayMeasurement> steps = new ArrayList<>();
    Optional<RelayMeasurement> best = Optional.empty();
    String limit = "the search ended";
    while (!search.isFinished()) {
      int candidate = search.candidate();
      RelayMeasurement step = site.relay((double) candidate / flows);
      steps.add(step);
      Optional<String> doubt = step.generator().doubt(step.reception().expected());
      boolean late = step.generator().skipped() > step.reception().expected() / 100;
      boolean borne = step.isGood() && !late;
      out.printf(
          "  %,d packets/s: %s%s%n",
          candidate,
          borne ? "good" : step.isGood() ? "not sent" : step.limit(),
          doubt.map(d -> " (" + d + ")").orElse(""));
      if (borne) {
        best = Optional.of(step);
      } else {
        limit =
            "at %,d packets/s %s%s"
                .formatted(candidate, step.limit(), doubt.map(d -> "; but " + d).orElse(""));
      }
      search.tried(borne);
    }
    return best.orElse(steps.getFirst()).with(limit);
  }

  private static String line(String label, Result result) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-12s", label));
    result
        .figures()
        .forEach(
            (figure, value) ->
                line.append("  ")
                    .append(figure.title())
                    .append(' ')
                    .append(figure.text(value))
                    .append(figure.unit().isEmpty() ? "" : " " + figure.unit()));
    return line.toString();
  }

  private Run run(TurnBenchOptions.Target target, List<Result> measured) {
    return new Run(
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        target.label(),
        options.loadText(),
        options.settings(target),
        measured,
        Optional.empty());
  }

  private int verdict(List<Run> runs) {
    Run run = runs.getFirst();
    Optional<Run> other = runs.size() == 2 ? Optional.of(runs.getLast()) : Optional.empty();
    int code = 0;
    if (!run.measurements().stream().allMatch(Result::isGood)) {
      out.println("Missed: " + run.label() + " did not bear the load in every round.");
      code = 1;
    }
    for (Requirement requirement : options.requirements()) {
      Optional<String> missed = requirement.missedBy(run, other);
      if (missed.isPresent()) {
        out.println("Missed: " + missed.get());
        code = 1;
      }
    }
    return code;
  }
}
