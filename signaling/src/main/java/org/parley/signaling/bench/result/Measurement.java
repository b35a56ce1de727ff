package org.parley.signaling.bench.result;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What was seen while the load lasted.
 *
 * @param server only when the server's process is known
 * @param verifiedOneIn one in so many of the received packets was decrypted and checked
 */
public record Measurement(
    int publishers,
    int subscribers,
    Duration duration,
    Reception reception,
    LatencyHistogram latencies,
    LatencyHistogram joinTimes,
    Counts counts,
    Optional<ServerCost> server,
    GeneratorUse generator,
    int verifiedOneIn)
    implements Result {
  private static final double MAX_LOSS = 0.001;
  private static final double MAX_P99_MILLIS = 50;

  /** What a server could not bear. */
  public enum Limit {
    NONE("none"),
    JOINS("joins failed"),
    LOSS("more than 0.1% was lost"),
    LATENCY("the 99th percentile of the latency passed 50 ms");

    private final String text;

    Limit(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /**
   * @param packets that arrived while it was measured, duplicates and audio among them
   * @param requested packets that subscribers asked for again
   * @param retransmissions on RTX
   * @param recovered of them, those that had not arrived before
   * @param rejected packets that SRTP refused: replayed, forged or malformed
   * @param foreign packets with another payload than ours
   * @param keyframes that the publishers sent, in the whole run
   * @param switches of the simulcast layer, in the whole run, all subscribers together
   * @param failures of joins and leaves since the measurement before
   */
  public record Counts(
      long packets,
      long requested,
      long retransmissions,
      long recovered,
      long rejected,
      long foreign,
      long keyframes,
      long switches,
      int failures) {}

  /**
   * @param cpu that the server's process used meanwhile
   * @param idleKib resident before the first join
   * @param loadedKib resident at the end of the measurement
   * @param jvm what the server says about its virtual machine, if it does
   */
  public record ServerCost(Duration cpu, long idleKib, long loadedKib, Optional<JvmCost> jvm) {
    /** NaN if nothing is known. */
    public static double ofJvm(Optional<ServerCost> server, ToDoubleFunction<JvmCost> value) {
      return server.flatMap(ServerCost::jvm).map(value::applyAsDouble).orElse(Double.NaN);
    }
  }

  /**
   * @param mediaBytes allocated by the threads that forward
   * @param otherBytes allocated by the others
   * @param longestPauseSeconds an upper bound
   */
  public record JvmCost(
      double mediaBytes,
      double otherBytes,
      double pauses,
      double pauseSeconds,
      double longestPauseSeconds) {}

  public double packetsPerSecond() {
    return reception.received() / (duration.toNanos() / 1e9);
  }

  public double cpuMicrosPerPacket(ServerCost cost) {
    return cost.cpu().toNanos() / 1e3 / Math.max(1, reception.received());
  }

  public double kibPerParticipant(ServerCost cost) {
    return (double) (cost.loadedKib() - cost.idleKib()) / Math.max(1, publishers + subscribers);
  }

  /** Of so much time as one processor has. */
  double share(Duration cpu) {
    return (double) cpu.toNanos() / duration.toNanos();
  }

  public Limit limit() {
    return counts.failures() > 0 ? Limit.JOINS : mediaLimit();
  }

  /** Of those who could join. */
  public Limit mediaLimit() {
    if (reception.expected() == 0 || reception.loss() > MAX_LOSS) {
      return Limit.LOSS;
    }
    return latencies.percentileMillis(0.99) <= MAX_P99_MILLIS ? Limit.NONE : Limit.LATENCY;
  }

  @Override
  public Map<Figure, Double> figures() {
    return MediaFigure.all(this);
  }

  @Override
  public List<Figure> charted() {
    return List.of(MediaFigure.CPU, MediaFigure.P99, MediaFigure.PACKETS);
  }

  @Override
  public List<ResultTable.Row> rows() {
    return ResultTable.rows(this);
  }

  @Override
  public JsonNode json() {
    return ResultJson.measurement(this);
  }

  /** True if the server bore the load: nobody failed to join, little was lost or late. */
  @Override
  public boolean isGood() {
    return limit() == Limit.NONE;
  }

  /** Why this program, or the machine that both share, may be the limit and not the server. */
  public Optional<String> doubt() {
    long lost = reception.expected() - reception.received();
    return generator.dropped(Math.max(10, lost / 2)).or(generator::full);
  }
}
