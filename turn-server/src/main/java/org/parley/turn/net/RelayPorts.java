package org.parley.turn.net;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The ports of {@code turn.relayPorts} at one address as clients are told it, and which of them are
 * ours; for all loops, without a lock. That a port is free here does not say that no other program
 * has it.
 */
final class RelayPorts {
  static final int NONE = 0;
  private static final int RANDOM_TRIES = 8;
  private static final int WORD_BITS = 5;

  private final int first;
  private final int count;
  private final AtomicIntegerArray taken;
  private final AtomicReferenceArray<@Nullable RelayAddress> users;
  private final SecureRandom random = new SecureRandom();

  RelayPorts(int first, int last) {
    this.first = first;
    this.count = last - first + 1;
    this.taken = new AtomicIntegerArray((count >> WORD_BITS) + 1);
    this.users = new AtomicReferenceArray<>(count);
  }

  /**
   * Takes a free port, at random so that nobody can guess it (RFC 8656 §7.2).
   *
   * @param even whether it must be even
   * @param pair whether the next one is taken as well
   * @return the port, or {@link #NONE} if all are taken
   */
  int take(boolean even, boolean pair) {
    int start = 0;
    for (int i = 0; i < RANDOM_TRIES; i++) {
      start = random.nextInt(count);
      int port = tryTake(start, even, pair);
      if (port != NONE) {
        return port;
      }
    }
    for (int i = 0; i < count; i++) {
      int port = tryTake((start + i) % count, even, pair);
      if (port != NONE) {
        return port;
      }
    }
    return NONE;
  }

  private int tryTake(int wanted, boolean even, boolean pair) {
    int index = even && (first + wanted & 1) == 1 ? wanted - 1 : wanted;
    if (index < 0 || pair && index + 1 >= count || !claim(index)) {
      return NONE;
    }
    if (pair && !claim(index + 1)) {
      free(index);
      return NONE;
    }
    return first + index;
  }

  private boolean claim(int index) {
    int bit = 1 << index;
    int word = index >> WORD_BITS;
    return (taken.getAndAccumulate(word, bit, (before, mask) -> before | mask) & bit) == 0;
  }

  private void free(int index) {
    int bit = 1 << index;
    taken.accumulateAndGet(index >> WORD_BITS, bit, (before, mask) -> before & ~mask);
  }

  /** Gives a port back. */
  void giveBack(int port, RelayAddress user) {
    users.compareAndSet(port - first, user, null);
    free(port - first);
  }

  /** The port, which was taken, is bound now. */
  void open(int port, RelayAddress user) {
    users.set(port - first, user);
  }

  /** By which address of ours the port is served; null if it is not. */
  @Nullable RelayAddress user(int port) {
    int index = port - first;
    return index < 0 || index >= count ? null : users.getAcquire(index);
  }
}
