package org.parley.signaling.bench.turn;

import java.util.SplittableRandom;

/** When which flow sends its next packet. No I/O, no clock. */
public final class Pacer {
  /** How the flows of one worker lie in time. */
  public enum Pacing {
    /** Each at its own moment, as calls are not in step. */
    EVEN,
    /** All at the same moment. */
    BURST
  }

  private static final int ORDER_SEED = 4711;

  private final int[] order;
  private final double intervalNanos;
  private final Pacing pacing;
  private final long startNanos;
  private long packet;

  /**
   * @param packetsPerSecond of each flow
   * @param startNanos when the first packet is due
   */
  Pacer(int flows, double packetsPerSecond, Pacing pacing, long startNanos) {
    this.order = shuffled(flows);
    this.intervalNanos = 1e9 / packetsPerSecond;
    this.pacing = pacing;
    this.startNanos = startNanos;
  }

  /** Neighbours in time are not the two directions of one call. */
  private static int[] shuffled(int flows) {
    int[] order = new int[flows];
    SplittableRandom random = new SplittableRandom(ORDER_SEED);
    for (int i = 0; i < flows; i++) {
      int at = random.nextInt(i + 1);
      order[i] = order[at];
      order[at] = i;
    }
    return order;
  }

  /** When the next packet is due. */
  long dueNanos() {
    double nanos =
        switch (pacing) {
          case EVEN -> packet * intervalNanos / order.length;
          case BURST -> packet / order.length * intervalNanos;
        };
    return startNanos + Math.round(nanos);
  }

  /** The flow that sends the next packet; then it is the turn of the one after. */
  int take() {
    return order[(int) (packet++ % order.length)];
  }

  /**
   * Gives up what was due more than so long ago.
   *
   * @return how many packets
   */
  long skip(long nowNanos, long patienceNanos) {
    long before = packet;
    while (nowNanos - dueNanos() > patienceNanos) {
      packet++;
    }
    return packet - before;
  }
}
