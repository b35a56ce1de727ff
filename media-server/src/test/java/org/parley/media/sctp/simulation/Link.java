package org.parley.media.sctp.simulation;

/**
 * One direction of a network.
 *
 * @param lossPermille packets of a thousand that do not arrive
 * @param duplicatePermille packets of a thousand that arrive twice
 * @param delayMicros of each packet
 * @param jitterMicros by which a packet may be later, so that others overtake it
 * @param bitsPerSecond of the bottleneck; 0 for none
 * @param queueBytes that wait before the bottleneck; more is lost
 */
public record Link(
    int lossPermille,
    int duplicatePermille,
    int delayMicros,
    int jitterMicros,
    long bitsPerSecond,
    int queueBytes) {
  public static final Link PERFECT = new Link(0, 0, 1_000, 0, 0, 0);

  public static Link lossy(int permille, int delayMicros) {
    return new Link(permille, 0, delayMicros, 0, 0, 0);
  }

  public static Link limited(long bitsPerSecond, int delayMicros, int queueBytes) {
    return new Link(0, 0, delayMicros, 0, bitsPerSecond, queueBytes);
  }
}
