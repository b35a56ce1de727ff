package org.parley.signaling.doctor;

import java.util.List;

/** What a look at the server brought. */
public record Diagnosis(List<ProbeResult> results, List<Finding> findings) {
  public Diagnosis {
    results = List.copyOf(results);
    findings = List.copyOf(findings);
  }

  /** Whether something does not work. */
  public boolean hasProblems() {
    return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.PROBLEM);
  }

  /** A table and what is to be done, for a terminal. */
  public String text() {
    StringBuilder text = new StringBuilder();
    if (!results.isEmpty()) {
      int way = width("transport", results.stream().map(Diagnosis::way).toList());
      int address =
          width(
              "address",
              results.stream().map(result -> Text.of(result.target().address())).toList());
      String line = "%-" + way + "s  %-" + address + "s  %-6s  %s%n";
      text.append(line.formatted("transport", "address", "", "result"));
      for (ProbeResult result : results) {
        text.append(
            line.formatted(
                way(result),
                Text.of(result.target().address()),
                result.works() ? "ok" : "FAILED",
                result.text()));
      }
    }
    for (Finding finding : findings) {
      text.append('\n')
          .append(
              switch (finding.level()) {
                case PROBLEM -> "PROBLEM  ";
                case WARNING -> "warning  ";
                case NOTE -> "note     ";
              })
          .append(finding.text());
    }
    long problems = findings.stream().filter(f -> f.level() == Finding.Level.PROBLEM).count();
    text.append(findings.isEmpty() ? "" : "\n")
        .append('\n')
        .append(
            problems == 0
                ? "Relaying works."
                : problems + (problems == 1 ? " problem." : " problems."));
    return text.append('\n').toString();
  }

  static String way(ProbeResult result) {
    return result.target().name() + (result.target().ipv6() ? " IPv6" : " IPv4");
  }

  private static int width(String title, List<String> cells) {
    return cells.stream().mapToInt(String::length).reduce(title.length(), Math::max);
  }
}
