package org.parley.signaling.bench.host;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What this program, and the machine that it shares, had used at one moment.
 *
 * @param threadNanos what each of the threads that load the server had computed
 */
public record OwnUsage(
    long nanos,
    Optional<ProcessUsage> process,
    Optional<MachineLoad> machine,
    List<Long> threadNanos) {
  public OwnUsage {
    threadNanos = List.copyOf(threadNanos);
  }

  /** Looks now, for a moment that has just begun. */
  public static OwnUsage at(long nanos, List<Long> threadNanos) {
    return new OwnUsage(
        nanos, ProcessUsage.of(ProcessHandle.current().pid()), MachineLoad.now(), threadNanos);
  }

  public Duration since(OwnUsage before) {
    return Duration.ofNanos(nanos - before.nanos);
  }

  /** The share of the time since then that the busiest of the threads computed, 0 to 1. */
  public double busiestSince(OwnUsage before) {
    long busiest = 0;
    for (int i = 0; i < threadNanos.size(); i++) {
      busiest = Math.max(busiest, threadNanos.get(i) - before.threadNanos.get(i));
    }
    return (double) busiest / (nanos - before.nanos);
  }
}
