package org.parley.media.route;

import org.parley.media.api.PeerId;

/**
 * How loud one peer is, smoothed over some 300 ms of packets. Written on the peer's loop, read on
 * any.
 */
public final class Voice {
  /** In -dBov: smaller is louder. */
  static final int THRESHOLD = 50;

  private static final int SILENCE = 127;
  private static final double WEIGHT = 0.12;

  private final PeerId peer;
  private volatile double level = SILENCE;
  private volatile boolean heard;
  private volatile long loudNanos;

  public Voice(PeerId peer) {
    this.peer = peer;
  }

  PeerId peer() {
    return peer;
  }

  /**
   * @param latest 0 (loudest) to 127 (silence)
   */
  void onLevel(int latest, long nowNanos) {
    double smoothed = level + (latest - level) * WEIGHT;
    level = smoothed;
    if (smoothed < THRESHOLD) {
      loudNanos = nowNanos;
      heard = true;
    }
  }

  double level() {
    return level;
  }

  boolean heardWithin(long nanos, long nowNanos) {
    return heard && nowNanos - loudNanos <= nanos;
  }
}
