package org.parley.turn.relay;

/**
 * How often an address is answered that may be forged. A fixed number of places, each with the last
 * address that came to it: a flood of addresses cannot fill the memory, nor keep an honest client
 * waiting, since a newcomer takes the place over.
 */
final class SourceLimit {
  private static final int PLACES = 4_096;
  private static final long SECOND = 1_000_000_000;

  private final long[] highs = new long[PLACES];
  private final long[] lows = new long[PLACES];
  private final long[] tags = new long[PLACES];
  private final long[] since = new long[PLACES];
  private final int perSecond;
  private final long seed;
  private final int[] counts = new int[PLACES];

  /**
   * @param seed random: nobody shall know which addresses share a place, and let one free another
   */
  SourceLimit(int perSecond, long seed) {
    this.perSecond = perSecond;
    this.seed = seed;
  }

  boolean allows(long high, long low, long tag, long nowNanos) {
    long hash = (low ^ Long.rotateLeft(high, 29) ^ seed) * 0x9E3779B97F4A7C15L;
    hash = (hash ^ hash >>> 32 ^ tag ^ Long.rotateLeft(seed, 17)) * 0xD6E8FEB86659FD93L;
    int at = (int) (hash >>> 52);
    boolean same = highs[at] == high && lows[at] == low && tags[at] == tag && counts[at] > 0;
    if (!same || nowNanos - since[at] >= SECOND) {
      highs[at] = high;
      lows[at] = low;
      tags[at] = tag;
      since[at] = nowNanos;
      counts[at] = 0;
    }
    return counts[at] < perSecond && counts[at]++ >= 0;
  }
}
