package org.parley.media.sctp.rx;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.parley.media.sctp.packet.SackChunk;

/**
 * Which TSNs have come: all up to the cumulative one, and some beyond it. TSNs are unwrapped into
 * longs whose lower half they are.
 */
final class ReceivedTsns {
  /** RFC 9260 section 3.3.4: gap blocks have offsets of 16 bits. */
  static final int MAX_AHEAD = 0xFFFF;

  private static final int MAX_DUPLICATES = 16;

  private final int[] duplicates = new int[MAX_DUPLICATES];
  private int duplicateCount;

  /** A ring: bit t modulo its size is TSN t's, set only beyond the cumulative one. */
  private long[] bits = new long[4];

  private long cumulative;
  private long highest;

  ReceivedTsns(int initialTsn) {
    cumulative = Integer.toUnsignedLong(initialTsn) - 1;
    highest = cumulative;
  }

  int cumulativeTsn() {
    return (int) cumulative;
  }

  long cumulative() {
    return cumulative;
  }

  /** The highest that has come; the cumulative one if there is no gap. */
  long highest() {
    return highest;
  }

  boolean hasGaps() {
    return highest != cumulative;
  }

  long unwrap(int tsn) {
    return cumulative + (tsn - (int) cumulative);
  }

  boolean contains(long tsn) {
    return tsn <= cumulative || (tsn <= highest && (word(tsn) >>> tsn & 1) != 0);
  }

  boolean tooFarAhead(long tsn) {
    return tsn - cumulative > MAX_AHEAD;
  }

  /** For the next SACK. */
  void addDuplicate(int tsn) {
    if (duplicateCount < MAX_DUPLICATES) {
      duplicates[duplicateCount++] = tsn;
    }
  }

  /** One that is not contained, nor too far ahead. */
  void add(long tsn) {
    if (tsn == cumulative + 1) {
      cumulative = tsn;
      highest = Math.max(highest, tsn);
      absorb();
      return;
    }
    // One word is spare, so that the first and the last TSN never share one.
    while (tsn - cumulative >= 64L * (bits.length - 1)) {
      grow();
    }
    bits[index(tsn)] |= 1L << tsn;
    highest = Math.max(highest, tsn);
  }

  /** All up to {@code tsn}, which is at most {@link #MAX_AHEAD} further on, count as received. */
  void skipTo(long tsn) {
    if (hasGaps()) {
      clear(cumulative + 1, Math.min(tsn, highest));
    }
    cumulative = tsn;
    highest = Math.max(highest, tsn);
    absorb();
  }

  /** By words: a peer may skip 65,535 again and again. */
  private void clear(long from, long to) {
    long head = -1L << from;
    long tail = -1L >>> ~to;
    int first = index(from);
    int last = index(to);
    if (first == last) {
      bits[first] &= ~(head & tail);
      return;
    }
    bits[first] &= ~head;
    bits[last] &= ~tail;
    if (first < last) {
      Arrays.fill(bits, first + 1, last, 0);
    } else {
      Arrays.fill(bits, first + 1, bits.length, 0);
      Arrays.fill(bits, 0, last, 0);
    }
  }

  private void absorb() {
    while (cumulative < highest && contains(cumulative + 1)) {
      cumulative++;
      bits[index(cumulative)] &= ~(1L << cumulative);
    }
  }

  private int index(long tsn) {
    return (int) (tsn >>> 6) & bits.length - 1;
  }

  private long word(long tsn) {
    return bits[index(tsn)];
  }

  private void grow() {
    long[] old = bits;
    bits = new long[old.length * 2];
    for (long at = cumulative >>> 6; at <= highest >>> 6; at++) {
      bits[(int) at & bits.length - 1] = old[(int) at & old.length - 1];
    }
  }

  /** Writes a SACK with as many gap blocks and duplicates as there is room for. */
  void writeSack(ByteBuf out, int window, int room) {
    int blocksRoom = (room - SackChunk.FIXED_LENGTH) / SackChunk.BLOCK_LENGTH;
    int start = out.writerIndex();
    SackChunk.writeFixed(out, cumulativeTsn(), window, 0, 0);
    int blocks = 0;
    for (long from = next(cumulative + 2, true); from <= highest && blocks < blocksRoom; ) {
      long end = next(from, false);
      out.writeShort((int) (from - cumulative)).writeShort((int) (end - 1 - cumulative));
      blocks++;
      from = next(end, true);
    }
    int reported = Math.min(duplicateCount, blocksRoom - blocks);
    for (int i = 0; i < reported; i++) {
      out.writeInt(duplicates[i]);
    }
    int end = out.writerIndex();
    out.writerIndex(start);
    SackChunk.writeFixed(out, cumulativeTsn(), window, blocks, reported);
    out.writerIndex(end);
  }

  void forgetDuplicates() {
    duplicateCount = 0;
  }

  /** The first TSN from there on that has come or not, at most one beyond the highest. */
  private long next(long from, boolean come) {
    long at = from;
    while (at <= highest) {
      long rest = (come ? word(at) : ~word(at)) >>> at;
      if (rest != 0) {
        return Math.min(at + Long.numberOfTrailingZeros(rest), highest + 1);
      }
      at = (at | 63) + 1;
    }
    return highest + 1;
  }

  @Override
  public String toString() {
    return "ReceivedTsns[%d, %d, %s]".formatted(cumulative, highest, Arrays.toString(bits));
  }
}
