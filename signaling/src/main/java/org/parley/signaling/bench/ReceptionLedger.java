package org.parley.signaling.bench;

import java.util.BitSet;

/**
 * Which packets of one source arrived at one subscriber, duplicates told from new ones.
 *
 * <p>A packet that was decrypted names the counter that its publisher gave it. One that was not is
 * known by its sequence number: a server may shift the numbers, but by the same amount for packet
 * after packet, which the decrypted ones reveal. Owned by the subscriber's loop.
 */
final class ReceptionLedger {
  private static final int MAX_COUNTER = 50_000_000;
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final BitSet arrived = new BitSet();
  private int ssrc;
  private long highest = UNKNOWN;
  private long shift = UNKNOWN;
  private long duplicates;
  private long unattributed;
  private long shifts;

  /** The sequence number without its wrap-around (RFC 3550 appendix A.1). */
  long extend(int packetSsrc, int sequenceNumber) {
    if (highest == UNKNOWN || packetSsrc != ssrc) {
      ssrc = packetSsrc;
      shift = UNKNOWN;
      highest = sequenceNumber;
      return highest;
    }
    long extended = highest + (short) (sequenceNumber - (int) highest);
    highest = Math.max(highest, extended);
    return extended;
  }

  /** A packet whose payload was decrypted. */
  void verified(long extended, int counter) {
    if (shift != UNKNOWN && shift != extended - counter) {
      shifts++;
    }
    shift = extended - counter;
    mark(counter);
  }

  /** A packet of which only the header was read. */
  void unverified(long extended) {
    if (shift == UNKNOWN) {
      unattributed++;
    } else {
      mark(extended - shift);
    }
  }

  private void mark(long counter) {
    if (counter < 0 || counter >= MAX_COUNTER) {
      unattributed++;
    } else if (arrived.get((int) counter)) {
      duplicates++;
    } else {
      arrived.set((int) counter);
    }
  }

  /** How many different packets with counters from..to-1 arrived. */
  long received(int from, int to) {
    return arrived.get(from, to).cardinality();
  }

  long duplicates() {
    return duplicates;
  }

  /** Packets that could not be told by their number. */
  long unattributed() {
    return unattributed;
  }

  /** How often the server changed the amount by which it shifts sequence numbers. */
  long shifts() {
    return shifts;
  }
}
