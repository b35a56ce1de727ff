package org.parley.net.udp;

/**
 * When a loop should wait for more datagrams instead of looking for them at once. To be woken up
 * costs more than to relay a datagram: whoever gets enough of them does better to sleep through a
 * short time and to find several. On the loop's thread.
 */
final class Gathering {
  /** Datagrams that a wake-up should find. */
  static final int WANTED = 4;

  /** Fewer than these are not worth the wait. */
  static final double WORTH = 3;

  /** A sleep that is shorter costs more than it gathers. */
  static final long SHORTEST_NANOS = 20_000;

  /** The rate is that of about the last so many nanoseconds. */
  private static final double MEMORY_NANOS = 5_000_000;

  private final long longest;
  private double perNano;
  private long last;
  private boolean began;

  /**
   * @param longest from the beginning of a wake-up to the next, in nanoseconds
   */
  Gathering(long longest) {
    this.longest = longest;
  }

  /**
   * A wake-up is over.
   *
   * @param from when it began
   * @param datagrams that it found
   * @param to when it ended
   * @return for how many nanoseconds to sleep; 0 for none
   */
  long onWakeUp(long from, int datagrams, long to) {
    long gap = began ? Math.max(1, from - last) : Long.MAX_VALUE;
    began = true;
    last = from;
    double weight = gap / (gap + MEMORY_NANOS);
    perNano += ((double) datagrams / gap - perNano) * weight;
    if (perNano * longest < WORTH) {
      return 0;
    }
    long left = (long) Math.min(longest, WANTED / perNano) - (to - from);
    return left >= SHORTEST_NANOS ? left : 0;
  }
}
