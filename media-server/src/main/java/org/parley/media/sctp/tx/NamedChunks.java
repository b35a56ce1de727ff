package org.parley.media.sctp.tx;

import java.util.Arrays;

/** The TSNs that the last SACK named in its gap blocks. */
final class NamedChunks {
  private int cumulativeTsn;

  /** Offsets from the cumulative TSN, by turns of a block's first and last one; they rise. */
  private int[] offsets = new int[8];

  private int count;

  void begin(int newCumulativeTsn) {
    cumulativeTsn = newCumulativeTsn;
    count = 0;
  }

  /** A block that lies behind those before it. */
  void add(int start, int end) {
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count++] = start;
    offsets[count++] = end;
  }

  boolean contains(int tsn) {
    int offset = tsn - cumulativeTsn;
    int found = Arrays.binarySearch(offsets, 0, count, offset);
    // Between two of them it would be inserted at an odd place, if those are one block's.
    return found >= 0 || (-found - 1) % 2 == 1;
  }
}
