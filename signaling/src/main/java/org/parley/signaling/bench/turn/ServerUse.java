package org.parley.signaling.bench.turn;

import java.time.Duration;
import java.util.Optional;
import org.parley.signaling.bench.host.ContextSwitches;
import org.parley.signaling.bench.host.ProcessUsage;

/** What the server's process had used at one moment; nothing if it is not to be seen. */
record ServerUse(Optional<ProcessUsage> usage, ContextSwitches switches) {

  static ServerUse of(Optional<Long> pid) {
    return new ServerUse(
        pid.flatMap(ProcessUsage::of), pid.map(ContextSwitches::of).orElse(ContextSwitches.NONE));
  }

  boolean known() {
    return usage.isPresent();
  }

  Duration cpuSince(ServerUse before) {
    return ProcessUsage.cpuBetween(before.usage, usage);
  }

  /** NaN if nothing is known. */
  double cpuMicrosPer(long count, ServerUse before) {
    return known() && count > 0 ? cpuSince(before).toNanos() / 1e3 / count : Double.NaN;
  }

  double switchesPer(long count, ServerUse before) {
    ContextSwitches since = switches.since(before.switches);
    return known() && count > 0
        ? (double) (since.voluntary() + since.involuntary()) / count
        : Double.NaN;
  }

  /** How much more is resident than before, for each. */
  double kibPer(long count, ServerUse before) {
    return known() && before.known() && count > 0
        ? (double) (usage.get().residentKib() - before.usage.get().residentKib()) / count
        : Double.NaN;
  }

  long residentKib() {
    return usage.map(ProcessUsage::residentKib).orElse(0L);
  }
}
