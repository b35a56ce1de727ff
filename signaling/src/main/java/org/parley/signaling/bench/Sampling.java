package org.parley.signaling.bench;

/** How many of the received packets are decrypted; the driver sets it, the loops read it. */
final class Sampling {
  /** So many packets a second are decrypted when nobody says otherwise. */
  private static final double AFFORDABLE = 60_000;

  private volatile int oneIn = 1;

  int oneIn() {
    return oneIn;
  }

  void set(int fixed) {
    oneIn = fixed;
  }

  /** As many as this program can decrypt beside receiving. */
  void adapt(double expectedPacketsPerSecond) {
    oneIn = Math.max(1, (int) Math.ceil(expectedPacketsPerSecond / AFFORDABLE));
  }

  /** Spread over the packets of a frame, whatever their number. */
  boolean takes(int sequenceNumber) {
    int n = oneIn;
    return n == 1 || Integer.remainderUnsigned(sequenceNumber * 0x9E3779B1 >>> 8, n) == 0;
  }
}
