package org.parley.media.send;

/** What a slot has sent: the figures of its sender reports (RFC 3550 section 6.4.1). */
public final class SlotStatistics {
  private long packets;
  private long payloadBytes;

  void onSent(int payloadLength) {
    packets++;
    payloadBytes += payloadLength;
  }

  public long packets() {
    return packets;
  }

  public long payloadBytes() {
    return payloadBytes;
  }
}
