package org.parley.media.transport.ice;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The transactions that were answered with success lately and where they came from: a check that
 * comes again is a retransmission (RFC 8489 section 6.3.1) and no new consent, and one that comes
 * again from elsewhere may be a recording.
 */
final class RecentChecks {
  /** Longer than the 9.5 s for which a client retransmits with doubled timers. */
  private static final long LIFETIME = 16_000_000_000L;

  private static final int FIRST_CAPACITY = 8;

  /** More than {@link Generation} lets through within the lifetime. */
  private static final int MAX_CAPACITY = 1024;

  // A ring, oldest first; the capacity is a power of two.
  private @Nullable Pair[] pairs = new Pair[FIRST_CAPACITY];
  private long[] heads = new long[FIRST_CAPACITY];
  private int[] tails = new int[FIRST_CAPACITY];
  private long[] times = new long[FIRST_CAPACITY];
  private int first;
  private int size;

  /** The pair on which the transaction of {@code message} was answered, or null if it is new. */
  @Nullable Pair pairOf(StunMessage message, long nowNanos) {
    while (size > 0 && nowNanos - times[first] > LIFETIME) {
      removeFirst();
    }
    long head = message.transactionHead();
    int tail = message.transactionTail();
    for (int i = 0; i < size; i++) {
      int at = at(i);
      if (heads[at] == head && tails[at] == tail) {
        return pairs[at];
      }
    }
    return null;
  }

  void add(StunMessage message, Pair pair, long nowNanos) {
    if (size == MAX_CAPACITY) {
      removeFirst();
    } else if (size == pairs.length) {
      grow();
    }
    int at = at(size++);
    pairs[at] = pair;
    heads[at] = message.transactionHead();
    tails[at] = message.transactionTail();
    times[at] = nowNanos;
  }

  private void removeFirst() {
    pairs[first] = null;
    first = at(1);
    size--;
  }

  /** Only when full, so that what wraps around is moved behind the rest as a whole. */
  private void grow() {
    int old = pairs.length;
    pairs = Arrays.copyOf(pairs, 2 * old);
    heads = Arrays.copyOf(heads, 2 * old);
    tails = Arrays.copyOf(tails, 2 * old);
    times = Arrays.copyOf(times, 2 * old);
    System.arraycopy(pairs, 0, pairs, old, first);
    System.arraycopy(heads, 0, heads, old, first);
    System.arraycopy(tails, 0, tails, old, first);
    System.arraycopy(times, 0, times, old, first);
    Arrays.fill(pairs, 0, first, null);
  }

  private int at(int index) {
    return first + index & pairs.length - 1;
  }
}
