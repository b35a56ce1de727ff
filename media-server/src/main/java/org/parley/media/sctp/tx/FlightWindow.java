package org.parley.media.sctp.tx;

import java.util.Arrays;

/** The TSNs from the first that is not acknowledged cumulatively on; a ring of reused chunks. */
final class FlightWindow {
  private static final int LEAST = 4;

  /** A ring larger than that is not kept when nothing is in flight. */
  private static final int KEPT = 512;

  private SentChunk[] ring = chunks(LEAST);
  private int head;
  private int size;
  private int firstTsn;

  FlightWindow(int initialTsn) {
    firstTsn = initialTsn;
  }

  private static SentChunk[] chunks(int count) {
    SentChunk[] chunks = new SentChunk[count];
    Arrays.setAll(chunks, _ -> new SentChunk());
    return chunks;
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

  void removeFirst() {
    ring[head].free();
    head = head + 1 & ring.length - 1;
    size--;
    firstTsn++;
    if (size == 0 && ring.length > KEPT) {
      ring = chunks(LEAST);
      head = 0;
    }
  }

  private void grow() {
    SentChunk[] larger = new SentChunk[ring.length * 2];
    for (int i = 0; i < larger.length; i++) {
      larger[i] = i < size ? get(i) : new SentChunk();
    }
    ring = larger;
    head = 0;
  }
}
