package org.parley.signaling.bench.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A measurement for people, row by row. */
public final class ResultTable {
  private final List<Row> rows = new ArrayList<>();

  /** A name and what was measured. */
  public record Row(String name, String value) {
    public static Row of(String name, String format, Object... values) {
      return new Row(name, String.format(Locale.ROOT, format, values));
    }
  }

  private ResultTable() {}

  public static String text(Result result) {
    StringBuilder text = new StringBuilder();
    for (Row row : result.rows()) {
      text.append(String.format(Locale.ROOT, "  %-30s %s%n", row.name(), row.value()));
    }
    return text.toString();
  }

  /** The load, the best of each run, and how two compare. */
  public static String text(List<Run> runs) {
    StringBuilder text = new StringBuilder(String.format("%n%s%n", runs.getFirst().load()));
    for (Run run : runs) {
      text.append(run.label()).append(System.lineSeparator()).append(text(run.best()));
    }
    if (runs.size() == 2) {
      text.append(Comparison.table(runs.getFirst(), runs.getLast()));
    }
    return text.toString();
  }

  static List<Row> rows(Measurement m) {
    ResultTable table = new ResultTable();
    table.traffic(m);
    table.server(m);
    table.generator(m);
    return table.rows;
  }

  private void traffic(Measurement m) {
    add("participants", "%d publishers, %d subscribers", m.publishers(), m.subscribers());
    add("measured", "%.1f s", m.duration().toNanos() / 1e9);
    add("forwarded", "%,.0f packets/s", m.packetsPerSecond());
    Reception r = m.reception();
    add("expected / received", "%,d / %,d", r.expected(), r.received());
    add("lost", "%,d (%.4f%%)", r.expected() - r.received(), 100 * r.loss());
    add("latency", "%s", percentiles("p50 %.2f, p95 %.2f, p99 %.2f, max %.2f ms", m.latencies()));
    add(
        "offer to first keyframe",
        "%s, %d joins",
        percentiles("p50 %.0f, p95 %.0f, p99 %.0f, max %.0f ms", m.joinTimes()),
        m.joinTimes().count());
  }

  private void server(Measurement m) {
    Optional<Measurement.ServerCost> server = m.server();
    if (server.isEmpty()) {
      add("server", "– (its process is unknown: --server-pid)");
      return;
    }
    Measurement.ServerCost cost = server.get();
    add(
        "server's CPU",
        "%.0f%%, %s µs per forwarded packet",
        100 * m.share(cost.cpu()),
        m.reception().received() == 0 ? "–" : MediaFigure.CPU.text(m.cpuMicrosPerPacket(cost)));
    add(
        "server's memory",
        "%,d MiB (idle %,d), %.0f KiB per participant",
        cost.loadedKib() / 1024,
        cost.idleKib() / 1024,
        m.kibPerParticipant(cost));
    if (cost.jvm().isEmpty()) {
      add("server's allocation", "–");
      add("server's GC pauses", "–");
      return;
    }
    Measurement.JvmCost jvm = cost.jvm().get();
    double received = Math.max(1, m.reception().received());
    add(
        "server's allocation",
        "%.1f bytes per forwarded packet, other threads %.1f MB/s",
        jvm.mediaBytes() / received,
        jvm.otherBytes() / 1e6 / (m.duration().toNanos() / 1e9));
    add(
        "server's GC pauses",
        jvm.pauses() == 0 ? "none" : "%.0f, %.0f ms together, none over %.0f ms",
        jvm.pauses(),
        1e3 * jvm.pauseSeconds(),
        1e3 * jvm.longestPauseSeconds());
  }

  private void generator(Measurement m) {
    GeneratorUse own = m.generator();
    add(
        "this program",
        "%.0f%% CPU, %.2f µs per packet, busiest thread %.0f%%, one packet in %d verified",
        own.cpuPercent(),
        own.cpuMicrosPer(m.counts().packets()),
        100 * own.busiest(),
        m.verifiedOneIn());
    own.addMachine(rows);
    Measurement.Counts c = m.counts();
    add(
        "others",
        "%d key frames, %d layer switches, %d duplicates, %d rejected, %d foreign,"
            + " %d unattributed, %d shifted numbers",
        c.keyframes(),
        c.switches(),
        m.reception().duplicates(),
        c.rejected(),
        c.foreign(),
        m.reception().unattributed(),
        m.reception().shifts());
    add(
        "repair",
        "%,d asked for, %,d on RTX, %,d recovered",
        c.requested(),
        c.retransmissions(),
        c.recovered());
    add("dropped at our sockets", "%d", own.drops());
    add("failed joins and leaves", "%d", c.failures());
    m.doubt().ifPresent(doubt -> add("doubt", "%s", doubt));
  }

  private void add(String name, String format, Object... values) {
    rows.add(Row.of(name, format, values));
  }

  /** The format takes the 50th, 95th and 99th percentile and the maximum, in milliseconds. */
  public static String percentiles(String format, LatencyHistogram histogram) {
    return histogram.count() == 0
        ? "none"
        : String.format(
            Locale.ROOT,
            format,
            histogram.percentileMillis(0.5),
            histogram.percentileMillis(0.95),
            histogram.percentileMillis(0.99),
            histogram.maxMillis());
  }
}
