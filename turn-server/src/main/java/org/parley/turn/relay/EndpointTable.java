package org.parley.turn.relay;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash table whose keys are an address and a tag (a port, for one): looking up makes no object.
 * Open addressing, at most half full.
 */
final class EndpointTable<V> {
  private static final int INITIAL = 4;

  private long[] highs = new long[INITIAL];
  private long[] lows = new long[INITIAL];
  private long[] tags = new long[INITIAL];
  private @Nullable Object[] values = new Object[INITIAL];
  private int size;

  int size() {
    return size;
  }

  @SuppressWarnings("unchecked")
  @Nullable V get(long high, long low, long tag) {
    return (V) values[find(high, low, tag)];
  }

  void put(long high, long low, long tag, V value) {
    int at = find(high, low, tag);
    if (values[at] == null) {
      if (++size * 2 > values.length) {
        grow();
        at = find(high, low, tag);
      }
      highs[at] = high;
      lows[at] = low;
      tags[at] = tag;
    }
    values[at] = value;
  }

  void remove(long high, long low, long tag) {
    int hole = find(high, low, tag);
    if (values[hole] == null) {
      return;
    }
    size--;
    int mask = values.length - 1;
    // What follows without a gap moves up, if its own place is not behind the hole.
    for (int at = hole + 1 & mask; values[at] != null; at = at + 1 & mask) {
      int home = hash(highs[at], lows[at], tags[at]) & mask;
      if ((at - home & mask) >= (at - hole & mask)) {
        highs[hole] = highs[at];
        lows[hole] = lows[at];
        tags[hole] = tags[at];
        values[hole] = values[at];
        hole = at;
      }
    }
    values[hole] = null;
  }

  @SuppressWarnings("unchecked")
  void forEach(Consumer<V> action) {
    for (Object value : values) {
      if (value != null) {
        action.accept((V) value);
      }
    }
  }

  private int find(long high, long low, long tag) {
    int mask = values.length - 1;
    int at = hash(high, low, tag) & mask;
    while (values[at] != null && (lows[at] != low || tags[at] != tag || highs[at] != high)) {
      at = at + 1 & mask;
    }
    return at;
  }

  @SuppressWarnings("unchecked")
  private void grow() {
    long[] oldHighs = highs;
    long[] oldLows = lows;
    long[] oldTags = tags;
    @Nullable Object[] old = values;
    int capacity = old.length * 2;
    highs = Arrays.copyOf(highs, capacity);
    lows = Arrays.copyOf(lows, capacity);
    tags = Arrays.copyOf(tags, capacity);
    values = new Object[capacity];
    for (int i = 0; i < old.length; i++) {
      Object value = old[i];
      if (value != null) {
        int at = find(oldHighs[i], oldLows[i], oldTags[i]);
        highs[at] = oldHighs[i];
        lows[at] = oldLows[i];
        tags[at] = oldTags[i];
        values[at] = value;
      }
    }
  }

  private static int hash(long high, long low, long tag) {
    long hash = (low ^ Long.rotateLeft(high, 29)) * 0x9E3779B97F4A7C15L;
    hash = (hash ^ hash >>> 32 ^ tag) * 0xD6E8FEB86659FD93L;
    return (int) (hash ^ hash >>> 32);
  }
}
