package org.parley.media.transport.srtp;

/**
 * Which packet indexes of a source, or record numbers of an epoch, were seen (RFC 3711 section
 * 3.3.2, RFC 6347 section 4.1.2.6), in a ring of words that is cleared as it moves on, never
 * shifted (as in RFC 6479).
 */
public final class ReplayWindow {
  private static final int WORDS = 16;

  /** Indexes behind the highest that are still told apart; the RFC demands 64. */
  static final int SIZE = (WORDS - 1) * Long.SIZE;

  private final long[] seen = new long[WORDS];
  private long highest = PacketIndex.NONE;

  /** The highest index so far, or {@link PacketIndex#NONE}. */
  long highest() {
    return highest;
  }

  /** Whether an index is neither seen nor too old to tell. */
  public boolean isFresh(long index) {
    if (index > highest) {
      return true;
    }
    return index >= 0 && highest - index < SIZE && (seen[word(index)] & 1L << index) == 0;
  }

  /** Remembers a fresh index. */
  public void accept(long index) {
    if (index > highest) {
      long from = highest >> 6;
      long moved = Math.min((index >> 6) - from, WORDS);
      for (long i = 1; i <= moved; i++) {
        seen[(int) (from + i) & (WORDS - 1)] = 0;
      }
      highest = index;
    }
    seen[word(index)] |= 1L << index;
  }

  private static int word(long index) {
    return (int) (index >> 6) & (WORDS - 1);
  }
}
