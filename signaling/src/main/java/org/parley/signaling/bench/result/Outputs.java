package org.parley.signaling.bench.result;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where results go.
 *
 * @param json file for the results; the chart is written next to it
 * @param report folder for report, chart and results
 * @param history file of earlier runs
 */
public record Outputs(@Nullable Path json, @Nullable Path report, @Nullable Path history) {
  private static final int CHARTED_RUNS = 12;

  /**
   * Writes all that is wanted.
   *
   * @param title names the command
   * @param runs one, or the two of a comparison, under one load
   */
  public void publish(String title, List<Run> runs, PrintStream out) throws IOException {
    Report written = new Report(title, runs, earlier(runs));
    if (json != null) {
      written.writeJson(json);
      String name = json.getFileName().toString().replaceFirst("\\.json$", "");
      written.writeChart(json.resolveSibling(name + ".svg"));
    }
    if (report != null) {
      written.writeInto(report);
      out.println("Report: " + report.resolve("report.html"));
    }
  }

  private List<History.Entry> earlier(List<Run> runs) throws IOException {
    if (history == null) {
      return runs.stream().map(Run::entry).toList();
    }
    History kept = new History(history);
    for (Run run : runs) {
      kept.add(run);
    }
    return new ArrayList<>(kept.last(runs.getFirst().load(), CHARTED_RUNS));
  }
}
