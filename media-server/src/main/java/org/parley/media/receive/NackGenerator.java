package org.parley.media.receive;

/**
 * Finds gaps in one SSRC's sequence numbers and says when to ask for what is missing (RFC 4585
 * section 6.2.1).
 *
 * <p>A gap is asked for at once, then again every {@link #RETRY_NANOS}, at most {@link #MAX_TRIES}
 * times. What is older than the window, or part of a gap too large to be worth asking for, is given
 * up; the caller then wants a keyframe.
 */
final class NackGenerator {
  static final long RETRY_NANOS = 60_000_000;
  static final int MAX_TRIES = 8;
  static final int WINDOW = 512;

  private final long[] sequences = new long[WINDOW];
  private final long[] askedNanos = new long[WINDOW];
  private final byte[] tries = new byte[WINDOW];
  private int missing;
  private long highest = -1;
  private boolean gaveUp;

  /** Notes the arrival of a packet, be it the original or its retransmission. */
  void onPacket(long sequence) {
    if (highest < 0) {
      highest = sequence;
      return;
    }
    if (sequence <= highest) {
      remove(sequence);
      return;
    }
    long gap = sequence - highest - 1;
    if (gap > WINDOW / 2) {
      gaveUp |= missing > 0 || gap > 0;
      missing = 0;
    } else {
      dropOlderThan(sequence - WINDOW);
      for (long lost = highest + 1; lost < sequence; lost++) {
        if (missing == WINDOW) {
          gaveUp = true;
          missing = 0;
        }
        sequences[missing] = lost;
        tries[missing] = 0;
        missing++;
      }
    }
    highest = sequence;
  }

  /**
   * Writes what to ask for now into {@code out}, lowest first.
   *
   * @return how many 16-bit sequence numbers were written
   */
  int collect(long nowNanos, int[] out) {
    int written = 0;
    int kept = 0;
    for (int i = 0; i < missing; i++) {
      boolean due = tries[i] == 0 || nowNanos - askedNanos[i] >= RETRY_NANOS;
      if (due && tries[i] == MAX_TRIES) {
        gaveUp = true;
        continue;
      }
      if (due && written < out.length) {
        out[written++] = (int) sequences[i] & 0xFFFF;
        tries[i]++;
        askedNanos[i] = nowNanos;
      }
      move(i, kept++);
    }
    missing = kept;
    return written;
  }

  boolean hasMissing() {
    return missing > 0;
  }

  /** Whether something was given up since the last call. */
  boolean takeGaveUp() {
    boolean result = gaveUp;
    gaveUp = false;
    return result;
  }

  private void remove(long sequence) {
    int kept = 0;
    for (int i = 0; i < missing; i++) {
      if (sequences[i] != sequence) {
        move(i, kept++);
      }
    }
    missing = kept;
  }

  private void dropOlderThan(long sequence) {
    int kept = 0;
    for (int i = 0; i < missing; i++) {
      if (sequences[i] >= sequence) {
        move(i, kept++);
      } else {
        gaveUp = true;
      }
    }
    missing = kept;
  }

  private void move(int from, int to) {
    sequences[to] = sequences[from];
    askedNanos[to] = askedNanos[from];
    tries[to] = tries[from];
  }
}
