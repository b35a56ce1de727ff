package org.parley.signaling.bench.turn;

/** The packets of one direction of one call: numbered when sent, counted when they come. */
final class Flow {
  /** Packets further behind than this are not known again. */
  private static final int REMEMBERED = 4_096;

  private final long[] seen = new long[REMEMBERED / Long.SIZE];
  private int next;
  private int highest = -1;
  private int from = Integer.MAX_VALUE;
  private int to = Integer.MAX_VALUE;
  private long received;
  private long duplicates;

  /** The number of the next packet. */
  int next() {
    return next;
  }

  void sent() {
    next++;
  }

  /** What is sent from now on is measured. */
  void open() {
    from = next;
    to = Integer.MAX_VALUE;
    received = 0;
    duplicates = 0;
  }

  /** What is sent from now on is not measured. */
  void close() {
    to = next;
  }

  /**
   * A packet has come.
   *
   * @return whether it is measured, and the first with its number
   */
  boolean onArrival(int counter) {
    if (counter > highest) {
      for (int i = Math.max(highest + 1, counter - REMEMBERED + 1); i < counter; i++) {
        mark(i, false);
      }
      highest = counter;
    } else if (highest - counter < REMEMBERED && isMarked(counter)) {
      duplicates++;
      return false;
    }
    mark(counter, true);
    if (counter < from || counter >= to) {
      return false;
    }
    received++;
    return true;
  }

  private boolean isMarked(int counter) {
    return (seen[counter % REMEMBERED / Long.SIZE] & 1L << counter) != 0;
  }

  private void mark(int counter, boolean value) {
    int at = counter % REMEMBERED / Long.SIZE;
    seen[at] = value ? seen[at] | 1L << counter : seen[at] & ~(1L << counter);
  }

  /** Of the closed measurement. */
  long expected() {
    return to - from;
  }

  long received() {
    return received;
  }

  long duplicates() {
    return duplicates;
  }
}
