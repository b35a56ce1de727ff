package org.parley.signaling.main;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.result.Outputs;
import picocli.CommandLine.Option;

/** Where the results of a run go. */
final class BenchResultOptions {
  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the results here, and the chart of the last runs next to it.")
  private @Nullable Path json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Write report.html, report.md, chart.svg and result.json here.")
  private @Nullable Path report;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description =
          "Where earlier runs are kept (default: parley/bench.jsonl in the user's" + " cache).")
  private @Nullable Path history;

  @Option(names = "--no-history", description = "Neither keep this run nor chart others.")
  private boolean noHistory;

  Outputs outputs() {
    Path kept = history == null ? standard() : history;
    return new Outputs(json, report, noHistory ? null : kept);
  }

  private static Path standard() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path folder =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(cache);
    return folder.resolve("parley").resolve("bench.jsonl");
  }
}
