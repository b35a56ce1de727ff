package org.parley.signaling.bench;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.parley.signaling.bench.host.ProcessUsage;
import org.parley.signaling.bench.result.LatencyHistogram;

/** The line that is printed every second while a run lasts. */
final class Progress {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long startNanos;
  private long lastNanos;
  private long dueNanos;
  private long lastPackets;
  private Optional<ProcessUsage> lastServer;

  Progress(long nowNanos, Optional<ProcessUsage> server) {
    this.startNanos = nowNanos;
    this.lastNanos = nowNanos;
    this.dueNanos = nowNanos + INTERVAL_NANOS;
    this.lastServer = server;
  }

  boolean isDue(long nowNanos) {
    return nowNanos - dueNanos >= 0;
  }

  String line(
      String phase,
      Fleet fleet,
      long packets,
      LatencyHistogram latencies,
      Optional<ProcessUsage> server) {
    long now = System.nanoTime();
    double seconds = (now - lastNanos) / 1e9;
    String line =
        text(
            "%4d s  %s %-9s  %d watching, %d joining, %d failed  %,9.0f packets/s",
            (now - startNanos) / INTERVAL_NANOS,
            fleet.label(),
            phase,
            fleet.subscribers().size(),
            fleet.pending(),
            fleet.failures().size(),
            (packets - lastPackets) / seconds);
    if (latencies.count() > 0) {
      double p50 = latencies.percentileMillis(0.5);
      line += text("  p50 %.2f ms  p99 %.2f ms", p50, latencies.percentileMillis(0.99));
    }
    if (server.isPresent()) {
      double cores = ProcessUsage.cpuBetween(lastServer, server).toNanos() / 1e9 / seconds;
      long mebibytes = server.get().residentKib() / 1024;
      line += text("  server %.0f%% CPU, %,d MiB", cores * 100, mebibytes);
    }
    lastPackets = packets;
    lastNanos = now;
    dueNanos = Math.max(dueNanos + INTERVAL_NANOS, now);
    lastServer = server;
    return line;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
