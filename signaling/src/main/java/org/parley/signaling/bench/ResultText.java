package org.parley.signaling.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Results for people and for programs. */
final class ResultText {
  private ResultText() {}

  static String table(Measurement m) {
    StringBuilder table = new StringBuilder();
    row(table, "participants", "%d publishers, %d subscribers", m.publishers(), m.subscribers());
    row(table, "measured", "%.1f s", m.duration().toNanos() / 1e9);
    row(table, "forwarded", "%,.0f packets/s", m.packetsPerSecond());
    Reception r = m.reception();
    long lost = r.expected() - r.received();
    row(table, "expected / received", "%,d / %,d", r.expected(), r.received());
    row(table, "lost", "%,d (%.4f%%)", lost, 100 * r.loss());
    row(
        table,
        "latency",
        "%s",
        percentiles("p50 %.2f, p95 %.2f, p99 %.2f, max %.2f ms", m.latencies()));
    row(
        table,
        "offer to first keyframe",
        "%s, %d joins",
        percentiles("p50 %.0f, p95 %.0f, p99 %.0f, max %.0f ms", m.joinTimes()),
        m.joinTimes().count());
    m.server().ifPresent(cost -> server(table, m, cost));
    row(table, "this program", "%.0f%% CPU", share(m, m.ownCpu().toNanos()));
    others(table, m);
    return table.toString();
  }

  private static void server(StringBuilder table, Measurement m, Measurement.ServerCost cost) {
    row(
        table,
        "server",
        m.reception().received() == 0 ? "%.0f%% CPU" : "%.0f%% CPU, %.2f µs per forwarded packet",
        share(m, cost.cpu().toNanos()),
        m.cpuMicrosPerPacket(cost));
    row(
        table,
        "server's memory",
        "%,d MiB (idle %,d), %.0f KiB per participant",
        cost.loadedKib() / 1024,
        cost.idleKib() / 1024,
        m.kibPerParticipant(cost));
  }

  private static void others(StringBuilder table, Measurement m) {
    Measurement.Counts c = m.counts();
    row(
        table,
        "others",
        "%d key frames, %d RTX, %d duplicates, %d rejected, %d foreign, %d unattributed,"
            + " %d shifted numbers",
        c.keyframes(),
        c.retransmissions(),
        m.reception().duplicates(),
        c.rejected(),
        c.foreign(),
        m.reception().unattributed(),
        m.reception().shifts());
    row(table, "dropped at our sockets", "%d", c.dropsAtOurSockets());
    row(table, "failed joins and leaves", "%d", c.failures());
  }

  private static double share(Measurement m, long cpuNanos) {
    return 100.0 * cpuNanos / m.duration().toNanos();
  }

  private static void row(StringBuilder table, String name, String format, Object... values) {
    table.append(String.format(Locale.ROOT, "  %-30s ", name));
    table.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  static String json(BenchOptions options, List<Measurement> measurements) {
    BenchOptions.Load load = options.load();
    return String.format(
        Locale.ROOT,
        """
        {"whipUrl": %s, "whepUrl": %s, "srtp": "%s", "verifyOneIn": %d,
         "rooms": %d, "publishersPerRoom": %d, "subscribersPerPublisher": %d,
         "framesPerSecond": %d, "packetsPerFrame": %d, "payloadBytes": %d, "audio": %b,
         "measurements": [
        %s
         ]}""",
        quoted(options.target().whipUrl()),
        quoted(options.target().whepUrl()),
        options.srtp(),
        options.verifyOneIn(),
        load.rooms(),
        load.publishers(),
        load.subscribers(),
        load.video().framesPerSecond(),
        load.video().packetsPerFrame(),
        load.video().payloadBytes(),
        load.audio(),
        measurements.stream().map(ResultText::json).collect(Collectors.joining(",\n")));
  }

  private static String json(Measurement m) {
    Reception r = m.reception();
    Measurement.Counts c = m.counts();
    String server =
        m.server()
            .map(
                cost ->
                    String.format(
                        Locale.ROOT,
                        "{\"cpuMicrosPerPacket\": %.3f, \"cpuPercent\": %.1f, \"idleKib\": %d,"
                            + " \"loadedKib\": %d, \"kibPerParticipant\": %.1f}",
                        m.cpuMicrosPerPacket(cost),
                        share(m, cost.cpu().toNanos()),
                        cost.idleKib(),
                        cost.loadedKib(),
                        m.kibPerParticipant(cost)))
            .orElse("null");
    return String.format(
        Locale.ROOT,
        """
          {"publishers": %d, "subscribers": %d, "seconds": %.3f, "packetsPerSecond": %.1f,
           "expected": %d, "received": %d, "loss": %.6f,
           "latencyMillis": %s,
           "joinMillis": %s,
           "server": %s, "ownCpuPercent": %.1f,
           "keyframes": %d, "rtx": %d, "duplicates": %d, "rejected": %d, "foreign": %d,
           "unattributed": %d, "shifts": %d, "dropsAtOurSockets": %d, "failures": %d, "good": %b}""",
        m.publishers(),
        m.subscribers(),
        m.duration().toNanos() / 1e9,
        m.packetsPerSecond(),
        r.expected(),
        r.received(),
        r.loss(),
        json(m.latencies()),
        json(m.joinTimes()),
        server,
        share(m, m.ownCpu().toNanos()),
        c.keyframes(),
        c.retransmissions(),
        r.duplicates(),
        c.rejected(),
        c.foreign(),
        r.unattributed(),
        r.shifts(),
        c.dropsAtOurSockets(),
        c.failures(),
        m.isGood());
  }

  private static String percentiles(String format, LatencyHistogram histogram) {
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

  private static String json(LatencyHistogram histogram) {
    return histogram.count() == 0
        ? "null"
        : percentiles("{\"p50\": %.3f, \"p95\": %.3f, \"p99\": %.3f, \"max\": %.3f}", histogram);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
