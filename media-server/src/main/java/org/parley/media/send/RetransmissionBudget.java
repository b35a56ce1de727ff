package org.parley.media.send;

/**
 * Bounds retransmissions to half of the media sent, so that a subscriber cannot turn small NACKs
 * into a flood.
 *
 * <p>Media earns, a retransmission spends; a small allowance lets the first losses of a quiet
 * stream be mended.
 */
final class RetransmissionBudget {
  private static final long ALLOWANCE_BYTES = 60_000;

  private long bytes = ALLOWANCE_BYTES;

  void earn(int mediaBytes) {
    bytes = Math.min(ALLOWANCE_BYTES * 4, bytes + mediaBytes / 2);
  }

  boolean spend(int retransmittedBytes) {
    if (bytes < retransmittedBytes) {
      return false;
    }
    bytes -= retransmittedBytes;
    return true;
  }
}
