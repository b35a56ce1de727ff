package org.parley.signaling.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.Optional;
import org.parley.signaling.bench.host.Listener;
import org.parley.signaling.bench.host.ProcessUsage;
import org.parley.signaling.bench.host.ServerMemory;
import org.parley.signaling.bench.host.ServerMetrics;
import org.parley.signaling.bench.result.Measurement;

/** Looks at the server from outside: its process, if it is ours to see, and its metrics page. */
final class ServerProbe {
  private final Optional<Long> pid;
  private final boolean found;
  private final HttpClient http;
  private final URI metrics;
  private final Optional<ProcessUsage> idle;

  ServerProbe(BenchOptions.Target target, HttpClient http) {
    this.http = http;
    this.metrics = target.metrics();
    this.found = target.serverPid() == null;
    this.pid = found ? Listener.pidOf(metrics) : Optional.ofNullable(target.serverPid());
    this.idle = usage();
  }

  /** For people: which process is measured. */
  String text() {
    if (pid.isEmpty()) {
      return "its process is not to be seen here (name it by --server-pid if it is local)";
    }
    String command =
        ProcessHandle.of(pid.get()).flatMap(process -> process.info().command()).orElse("?");
    if (idle.isEmpty()) {
      return "process %d cannot be read".formatted(pid.get());
    }
    return "process %d, %s%s".formatted(pid.get(), command, found ? ", found by its port" : "");
  }

  Optional<ProcessUsage> usage() {
    return pid.flatMap(ProcessUsage::of);
  }

  /** Empty for servers other than Parley; blocks. */
  Optional<ServerMetrics> metrics() throws InterruptedException {
    return pid.isEmpty() ? Optional.empty() : ServerMetrics.read(http, metrics);
  }

  /** Makes the server tidy up: for when nothing is measured. Blocks. */
  ServerMemory memory() throws InterruptedException {
    return ServerMemory.of(pid, http, metrics);
  }

  Optional<Measurement.ServerCost> cost(
      Optional<ProcessUsage> before,
      Optional<ProcessUsage> after,
      Optional<Measurement.JvmCost> jvm) {
    if (idle.isEmpty() || before.isEmpty() || after.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Measurement.ServerCost(
            ProcessUsage.cpuBetween(before, after),
            idle.get().residentKib(),
            after.get().residentKib(),
            jvm));
  }

  static Optional<Measurement.JvmCost> jvmCost(
      Optional<ServerMetrics> before, Optional<ServerMetrics> after) {
    if (before.isEmpty() || after.isEmpty()) {
      return Optional.empty();
    }
    ServerMetrics b = before.get();
    ServerMetrics a = after.get();
    return Optional.of(
        new Measurement.JvmCost(
            a.mediaAllocatedBytes() - b.mediaAllocatedBytes(),
            a.otherAllocatedBytes() - b.otherAllocatedBytes(),
            a.pauses() - b.pauses(),
            a.pauseSeconds() - b.pauseSeconds(),
            a.longestPauseSince(b)));
  }
}
