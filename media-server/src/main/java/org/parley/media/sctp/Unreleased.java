package org.parley.media.sctp;

/**
 * Bytes of messages that the consumer has not done with, as they count against the window. They
 * outlive an association: a peer that begins anew finds its window as full as it left it.
 */
public final class Unreleased {
  private long bytes;

  public void hold(int charge) {
    bytes += charge;
  }

  /** The consumer has done with so many bytes, each of which was held. */
  public void release(int charge) {
    bytes -= charge;
  }

  public long bytes() {
    return bytes;
  }
}
