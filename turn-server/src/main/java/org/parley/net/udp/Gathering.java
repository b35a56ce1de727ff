package org.parley.net.udp;

/**
 * When a loop should wait for more datagrams instead of looking for them at once. To be woken up
 * costs more than to relay a datagram: whoever gets enough of them does better to sleep through a
 * short time and to find several. On the loop's thread.
 */
final class Gathering {
  /** Datagrams that a wake-up should find, or waiting is not worth it. */
  private static final double WORTH = 1.5;

  /** A sleep that is shorter costs more than it gathers. */
  private static final long SHORTEST_NANOS = 20_000;

  /** The rate is that of about the last so many nanoseconds. */
  private static final double MEMORY_NANOS = 2_000_000;

  private final long time;
  private double perNano;
  private long last;

  /**
   * @param time from the beginning of a wake-up to the next, in nanoseconds
   */
  Gathering(long time) {
    this.time = time;
  }

  /**
   * A wake-up is over.
   *
   * @param began when it did
   * @param datagrams that it found
   * @param now when it ended
   * @return for how many nanoseconds to sleep; 0 for none
   */
  long onWakeUp(long began, int datagrams, long now) {
    long gap = Math.max(1, began - last);
    last = began;
    double weight = gap / (gap + MEMORY_NANOS);
    perNano += ((double) datagrams / gap - perNano) * weight;
    long left = time - (now - began);
    return perNano * time >= WORTH && left >= SHORTEST_NANOS ? left : 0;
  }
}
