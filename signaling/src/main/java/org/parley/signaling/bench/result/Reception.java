package org.parley.signaling.bench.result;

/**
 * How measured packets arrived.
 *
 * @param expected packets that were sent to the server, once for every subscriber
 * @param received different ones that arrived
 */
public record Reception(
    long expected, long received, long duplicates, long unattributed, long shifts) {
  public static final Reception NONE = new Reception(0, 0, 0, 0, 0);

  public Reception plus(Reception other) {
    return new Reception(
        expected + other.expected,
        received + other.received,
        duplicates + other.duplicates,
        unattributed + other.unattributed,
        shifts + other.shifts);
  }

  public double loss() {
    return expected == 0 ? 0 : (double) (expected - received) / expected;
  }
}
