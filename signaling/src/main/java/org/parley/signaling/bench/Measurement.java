package org.parley.signaling.bench;

import java.time.Duration;
import java.util.Optional;

/**
 * What was seen while the load lasted.
 *
 * @param serverMemory and {@code serverCpu} only when the server's process is known
 */
record Measurement(
    int publishers,
    int subscribers,
    Duration duration,
    Reception reception,
    LatencyHistogram latencies,
    LatencyHistogram joinTimes,
    Counts counts,
    Optional<ServerCost> server,
    Duration ownCpu) {
  private static final double MAX_LOSS = 0.001;
  private static final double MAX_P99_MILLIS = 50;

  /**
   * @param packets that arrived while it was measured, duplicates and audio among them
   * @param retransmissions on RTX, which nobody asked for
   * @param rejected packets that SRTP refused: replayed, forged or malformed
   * @param foreign packets with another payload than ours
   * @param dropsAtOurSockets what the kernel dropped because we read too slowly
   * @param keyframes that the publishers sent, in the whole run
   * @param failures of joins and leaves
   */
  record Counts(
      long packets,
      long retransmissions,
      long rejected,
      long foreign,
      long dropsAtOurSockets,
      long keyframes,
      int failures) {}

  /**
   * @param cpu that the server's process used meanwhile
   * @param idleKib resident before the first join
   * @param loadedKib resident at the end of the measurement
   */
  record ServerCost(Duration cpu, long idleKib, long loadedKib) {}

  double packetsPerSecond() {
    return reception.received() / (duration.toNanos() / 1e9);
  }

  double cpuMicrosPerPacket(ServerCost cost) {
    return cost.cpu().toNanos() / 1e3 / Math.max(1, reception.received());
  }

  double kibPerParticipant(ServerCost cost) {
    return (double) (cost.loadedKib() - cost.idleKib()) / Math.max(1, publishers + subscribers);
  }

  /** True if the server bore the load: nobody failed to join, little was lost or late. */
  boolean isGood() {
    return counts.failures() == 0
        && reception.expected() > 0
        && reception.loss() <= MAX_LOSS
        && latencies.percentileMillis(0.99) <= MAX_P99_MILLIS;
  }
}
