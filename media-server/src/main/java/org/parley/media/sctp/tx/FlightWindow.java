package org.parley.media.sctp.tx;

import java.util.Arrays;

/**
 * The TSNs from the first that is not acknowledged cumulatively on; a ring of reused chunks. Which
 * of them wait for something is known by words: a peer may tell the same again and again.
 */
final class FlightWindow {
  private static final int LEAST = 4;

  /** A ring larger than that is not kept when nothing is in flight. */
  private static final int KEPT = 512;

  private SentChunk[] ring;

  /** By their places in the ring: chunks that are neither acknowledged nor given up ... */
  private long[] unsettled;

  /** ... and those among them that are in flight. */
  private long[] inFlight;

  private int head;
  private int size;
  private int firstTsn;

  FlightWindow(int initialTsn) {
    firstTsn = initialTsn;
    ring = chunks(LEAST);
    unsettled = bits(LEAST);
    inFlight = bits(LEAST);
  }

  private static SentChunk[] chunks(int count) {
    SentChunk[] chunks = new SentChunk[count];
    Arrays.setAll(chunks, SentChunk::new);
    return chunks;
  }

  private static long[] bits(int count) {
    return new long[Math.ceilDiv(count, Long.SIZE)];
  }

  int size() {
    return size;
  }

  int firstTsn() {
    return firstTsn;
  }

  int nextTsn() {
    return firstTsn + size;
  }

  SentChunk get(int index) {
    return ring[head + index & ring.length - 1];
  }

  /** A chunk for {@link #nextTsn}, with the state of its last use. */
  SentChunk append() {
    if (size == ring.length) {
      grow();
    }
    return ring[head + size++ & ring.length - 1];
  }

  void become(SentChunk chunk, SentChunk.State state) {
    chunk.state = state;
    mark(chunk);
  }

  private void mark(SentChunk chunk) {
    boolean flies = chunk.state == SentChunk.State.IN_FLIGHT;
    set(unsettled, chunk.place, flies || chunk.isToBeSent());
    set(inFlight, chunk.place, flies);
  }

  private static void set(long[] bits, int place, boolean on) {
    long bit = 1L << place;
    int word = place / Long.SIZE;
    bits[word] = on ? bits[word] | bit : bits[word] & ~bit;
  }

  /** The index of the first chunk from there on that is in flight; {@link #size} if none is. */
  int nextInFlight(int from) {
    return next(inFlight, from, size);
  }

  /** The same for one that is neither acknowledged nor given up, or {@code to}. */
  int nextUnsettled(int from, int to) {
    return next(unsettled, from, to);
  }

  private int next(long[] bits, int from, int to) {
    for (int index = from; index < to; ) {
      int place = head + index & ring.length - 1;
      long rest = bits[place / Long.SIZE] >>> place;
      if (rest != 0) {
        return Math.min(index + Long.numberOfTrailingZeros(rest), to);
      }
      int ofWord = Long.SIZE - place % Long.SIZE;
      index += Math.min(ofWord, ring.length - place);
    }
    return to;
  }

  void removeFirst() {
    ring[head].free();
    head = head + 1 & ring.length - 1;
    size--;
    firstTsn++;
    if (size == 0 && ring.length > KEPT) {
      ring = chunks(LEAST);
      unsettled = bits(LEAST);
      inFlight = bits(LEAST);
      head = 0;
    }
  }

  private void grow() {
    SentChunk[] larger = new SentChunk[ring.length * 2];
    for (int i = 0; i < larger.length; i++) {
      larger[i] = i < size ? get(i) : new SentChunk(i);
      larger[i].place = i;
    }
    ring = larger;
    head = 0;
    unsettled = bits(larger.length);
    inFlight = bits(larger.length);
    for (int i = 0; i < size; i++) {
      mark(larger[i]);
    }
  }
}
