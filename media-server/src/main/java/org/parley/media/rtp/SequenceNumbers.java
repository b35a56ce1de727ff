package org.parley.media.rtp;

/** Arithmetic of 16-bit sequence numbers that wrap (as RFC 1982 with SERIAL_BITS 16). */
public final class SequenceNumbers {
  private SequenceNumbers() {}

  /** Whether {@code a} comes after {@code b}, less than half the number space away. */
  public static boolean isNewer(int a, int b) {
    return distance(b, a) > 0;
  }

  /** Steps from one number to the other, -32768 to 32767; negative is backwards. */
  public static int distance(int from, int to) {
    return (short) (to - from);
  }

  /** The number {@code steps} further on, 0 to 65535. */
  public static int plus(int sequenceNumber, int steps) {
    return (sequenceNumber + steps) & 0xFFFF;
  }
}
