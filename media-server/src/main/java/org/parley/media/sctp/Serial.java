package org.parley.media.sctp;

/** Comparison of numbers that wrap: TSNs, message ids, request numbers (RFC 1982, 32 bits). */
public final class Serial {
  private Serial() {}

  /** Whether {@code a} comes after {@code b}, less than half the number space away. */
  public static boolean isAfter(int a, int b) {
    return a - b > 0;
  }

  /** Steps between two stream sequence numbers (16 bits), -32768 to 32767. */
  public static int distance16(int from, int to) {
    return (short) (to - from);
  }
}
