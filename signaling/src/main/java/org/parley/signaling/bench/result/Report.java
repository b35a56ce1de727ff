package org.parley.signaling.bench.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes what was measured: tables for people, JSON for programs, and the chart.
 *
 * @param title names the command
 * @param runs one, or the two of a comparison
 * @param earlier runs under the same load, these among them, the latest last
 */
public record Report(String title, List<Run> runs, List<History.Entry> earlier) {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; }
      table { border-collapse: collapse; margin: 1rem 0; }
      td, th { text-align: left; padding: .2rem .8rem; border-bottom: 1px solid #8884; }
      svg { max-width: 100%; height: auto; }
      """;

  public Report {
    runs = List.copyOf(runs);
    earlier = List.copyOf(earlier);
  }

  /** {@code report.md}, {@code report.html}, {@code chart.svg} and {@code result.json}. */
  public void writeInto(Path folder) throws IOException {
    Files.createDirectories(folder);
    writeJson(folder.resolve("result.json"));
    writeChart(folder.resolve("chart.svg"));
    Files.writeString(folder.resolve("report.md"), markdown());
    Files.writeString(folder.resolve("report.html"), html());
  }

  public void writeChart(Path file) throws IOException {
    Files.writeString(file, chart());
  }

  /** One run is an object, a comparison an array of two. */
  public void writeJson(Path file) throws IOException {
    String json =
        runs.size() == 1
            ? ResultJson.text(runs.getFirst())
            : ResultJson.MAPPER
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(runs.stream().map(ResultJson::run).toList())
                + "\n";
    Files.writeString(file, json);
  }

  private String chart() {
    return Chart.svg(title + ": " + load(), runs.getFirst().best().charted(), earlier);
  }

  private String load() {
    return runs.getFirst().load();
  }

  String markdown() {
    StringBuilder text =
        new StringBuilder("# ").append(title).append("\n\n").append(load()).append("\n\n");
    List<List<String>> comparison = comparison();
    for (int i = 0; i < comparison.size(); i++) {
      text.append(row(comparison.get(i))).append(i == 0 ? "| --- | --- | --- | --- |\n" : "");
    }
    for (Run run : runs) {
      text.append("\n## %s, %s\n\n".formatted(run.label(), run.time()));
      run.ceiling().ifPresent(c -> text.append(ceiling(c)).append("\n\n"));
      text.append("| | |\n| --- | --- |\n");
      for (ResultTable.Row row : run.best().rows()) {
        text.append("| %s | %s |\n".formatted(row.name(), row.value()));
      }
    }
    return text.append("\n![The last runs](chart.svg)\n").toString();
  }

  String html() {
    StringBuilder text =
        new StringBuilder("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n")
            .append("<title>%s</title>\n<style>\n".formatted(title))
            .append(STYLE)
            .append("</style>\n<h1>%s</h1>\n<p>".formatted(title))
            .append(Markup.escape(load()))
            .append("</p>\n");
    if (!comparison().isEmpty()) {
      table(text, comparison());
    }
    for (Run run : runs) {
      text.append("<h2>%s, %s</h2>\n".formatted(Markup.escape(run.label()), run.time()));
      run.ceiling()
          .ifPresent(c -> text.append("<p>").append(Markup.escape(ceiling(c))).append("</p>\n"));
      table(text, run.best().rows().stream().map(row -> List.of(row.name(), row.value())).toList());
    }
    return text.append(chart()).append("</html>\n").toString();
  }

  /** For people. */
  public static String ceiling(Run.Ceiling ceiling) {
    return ceiling.subscribers() == 0
        ? "Ceiling: below the smallest load; " + ceiling.limit()
        : "Ceiling: %,.0f packets/s with %,d subscribers; %s"
            .formatted(ceiling.packetsPerSecond(), ceiling.subscribers(), ceiling.limit());
  }

  /** Empty unless two servers were measured. */
  private List<List<String>> comparison() {
    return runs.size() < 2 ? List.of() : Comparison.rows(runs.getFirst(), runs.getLast());
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static void table(StringBuilder text, List<List<String>> rows) {
    text.append("<table>\n");
    for (List<String> row : rows) {
      text.append("<tr>");
      row.forEach(cell -> text.append("<td>").append(Markup.escape(cell)).append("</td>"));
      text.append("</tr>\n");
    }
    text.append("</table>\n");
  }
}
