package org.parley.media.sctp.tx;

/** How much may be in flight (RFC 9260 section 7.2). Packets have numbers, as in RFC 9002. */
final class CongestionControl {
  /** RFC 6928, as browsers have it. */
  private static final int INITIAL_PACKETS = 10;

  /** RFC 9260 section 7.2.3. */
  private static final int LEAST_PACKETS = 4;

  private final int mtu;
  private final int most;
  private int window;
  private int slowStartThreshold;

  /** What was acknowledged since the window last grew in congestion avoidance. */
  private int partiallyAcknowledged;

  /** The window before the last timeout, should that prove to have been none; else 0. */
  private int windowBeforeTimeout;

  /** The window before the last reduction, should nothing have been lost; else 0. */
  private int windowBeforeLoss;

  private boolean recovering;

  /** The last packet sent before the window was reduced. */
  private long recoveryPacket;

  CongestionControl(int mtu, int most) {
    this.mtu = mtu;
    this.most = Math.max(most, INITIAL_PACKETS * mtu);
    this.window = INITIAL_PACKETS * mtu;
    this.slowStartThreshold = this.most;
  }

  int window() {
    return window;
  }

  /** Whether the window is known to be less than it may be. */
  boolean opening() {
    return window < slowStartThreshold;
  }

  boolean recovering() {
    return recovering;
  }

  /**
   * Bytes were acknowledged.
   *
   * @param limited whether the window had been used up
   * @param largestPacket the latest packet of which something was acknowledged
   */
  void onAcknowledged(int bytes, boolean limited, long largestPacket) {
    if (recovering) {
      if (largestPacket <= recoveryPacket) {
        return;
      }
      recovering = false;
    }
    if (!limited) {
      return;
    }
    if (window <= slowStartThreshold) {
      // RFC 9260 section 7.2.1 with L = 2 of RFC 3465: every second packet is acknowledged.
      window += Math.min(bytes, 2 * mtu);
    } else {
      // RFC 9260 section 7.2.2
      partiallyAcknowledged += bytes;
      if (partiallyAcknowledged >= window) {
        partiallyAcknowledged -= window;
        window += mtu;
      }
    }
    window = Math.min(window, most);
  }

  /**
   * A packet was lost. The window falls to 7/10, as in RFC 9438 section 4.6, not to a half as in
   * RFC 9260 section 7.2.3.
   *
   * @param lostPacket its number
   * @param lastPacket the last one that was sent
   * @return whether the window was reduced: once in a round trip
   */
  boolean onLost(long lostPacket, long lastPacket) {
    if (lostPacket <= recoveryPacket) {
      return false;
    }
    recovering = true;
    recoveryPacket = lastPacket;
    windowBeforeTimeout = 0;
    windowBeforeLoss = window;
    slowStartThreshold = Math.max(window / 10 * 7, LEAST_PACKETS * mtu);
    window = slowStartThreshold;
    partiallyAcknowledged = 0;
    return true;
  }

  /** RFC 9260 section 7.2.3: nothing was acknowledged for long. */
  void onTimeout(long lastPacket) {
    windowBeforeTimeout = Math.max(windowBeforeTimeout, window);
    windowBeforeLoss = 0;
    slowStartThreshold = Math.max(window / 2, LEAST_PACKETS * mtu);
    window = mtu;
    partiallyAcknowledged = 0;
    recovering = false;
    recoveryPacket = lastPacket;
  }

  /** Nothing was lost: what was overdue has arrived. */
  void undoTimeout() {
    window = Math.max(window, windowBeforeTimeout);
    slowStartThreshold = Math.max(slowStartThreshold, windowBeforeTimeout);
    windowBeforeTimeout = 0;
  }

  /** Something arrived that was taken for lost. */
  void undoLoss() {
    window = Math.max(window, windowBeforeLoss);
    slowStartThreshold = Math.max(slowStartThreshold, windowBeforeLoss);
    windowBeforeLoss = 0;
  }

  /**
   * Nothing was sent for so many retransmission timeouts: the window is halved for each, and it is
   * known where it was (RFC 9260 section 7.2.1). It does not fall below the first window, and the
   * threshold never falls, or a connection that began with little could not open its window.
   */
  void onIdle(long timeouts) {
    slowStartThreshold = Math.max(slowStartThreshold, window);
    int least = Math.min(window, INITIAL_PACKETS * mtu);
    window = Math.max(window >> Math.min(timeouts, Integer.SIZE - 1), least);
    partiallyAcknowledged = 0;
  }

  /** RFC 9260 section 7.2.2: everything was acknowledged. */
  void onAllAcknowledged() {
    partiallyAcknowledged = 0;
  }
}
