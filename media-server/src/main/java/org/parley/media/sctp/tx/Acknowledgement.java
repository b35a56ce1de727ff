package org.parley.media.sctp.tx;

import org.parley.media.sctp.Serial;
import org.parley.media.sctp.packet.SackChunk;

/**
 * What a SACK says of the chunks in flight. A chunk is lost when something arrived that was sent
 * three packets after it: on chunks sent once that is the rule of three miss indications (RFC 9260
 * section 7.2.4), and it finds lost retransmissions as well (RFC 9002 section 6.1.1). Where packets
 * overtake each other, three become more.
 */
final class Acknowledgement {
  private static final int LEAST_REORDERING = 3;
  private static final int MOST_REORDERING = 64;

  private final Flight flight;
  private final FlightWindow window;
  private final RetransmissionTimeout timeout;

  private final NamedChunks named = new NamedChunks();

  private int bytes;
  private long largestPacket;
  private long latestLostPacket;

  /** Only packets from this one on are measured: once in a round trip. */
  private long measuredFrom;

  /** Up to this TSN, the order of TSNs is not the order of packets. */
  private int disorderedTsn;

  private boolean gaps;

  /** Whether all that is in flight was looked at since something arrived; and until when. */
  private boolean lookedAtAll;

  private long lookAgainNanos;
  private boolean premature;
  private boolean reordered;

  /** The TSN of a probe that was acknowledged, if one was. */
  private int probedTsn;

  private boolean repaired;

  /** By how many packets a later one must overtake for a chunk to be lost. */
  private int reordering = LEAST_REORDERING;

  private long roundTripNanos;
  private long roundTripPacket;

  Acknowledgement(Flight flight, RetransmissionTimeout timeout) {
    this.flight = flight;
    this.window = flight.window();
    this.timeout = timeout;
    this.disorderedTsn = window.firstTsn() - 1;
  }

  /** Bytes that the last SACK acknowledged anew. */
  int bytes() {
    return bytes;
  }

  /** The latest packet of which something arrived, of all time. */
  long largestPacket() {
    return largestPacket;
  }

  /**
   * Whether something has arrived that was overdue and not sent again: the timeout was too short,
   * or the path slow (in the manner of RFC 5682).
   */
  boolean premature() {
    return premature;
  }

  /** Whether something has arrived that was taken for lost. */
  boolean reordered() {
    return reordered;
  }

  /** Whether something has arrived that only a probe can have brought. */
  boolean repaired() {
    return repaired;
  }

  /** The latest packet that {@link #findLost} found lost. */
  long latestLostPacket() {
    return latestLostPacket;
  }

  void onRetransmitted() {
    disorderedTsn = window.nextTsn() - 1;
  }

  /**
   * Takes note of what has arrived.
   *
   * @param lastPacket the last one that was sent
   * @return false if the SACK is old, or of what was never sent
   */
  boolean onSack(SackChunk sack, long lastPacket, long nowNanos) {
    if (!begin(sack.cumulativeTsn(), nowNanos)) {
      return false;
    }
    named.begin(sack.cumulativeTsn());
    gaps = sack.gapBlocks() > 0;
    int previousEnd = 0;
    for (int block = 0; block < sack.gapBlocks(); block++) {
      int start = sack.gapStart(block);
      int end = sack.gapEnd(block);
      if (start <= previousEnd || end < start || end > window.size()) {
        break;
      }
      for (int index = window.nextUnsettled(start - 1, end);
          index < end;
          index = window.nextUnsettled(index + 1, end)) {
        acknowledge(window.get(index), window.firstTsn() + index, nowNanos);
      }
      named.add(start, end);
      previousEnd = end;
    }
    for (int i = 0; repaired && i < sack.duplicates(); i++) {
      // Both have arrived.
      repaired = sack.duplicate(i) != probedTsn;
    }
    measure(lastPacket);
    return true;
  }

  boolean onCumulativeTsn(int tsn, long lastPacket, long nowNanos) {
    if (!begin(tsn, nowNanos)) {
      return false;
    }
    gaps = false;
    measure(lastPacket);
    return true;
  }

  private boolean begin(int cumulativeTsn, long nowNanos) {
    int count = cumulativeTsn - window.firstTsn() + 1;
    if (count < 0 || count > window.size()) {
      return false;
    }
    bytes = 0;
    premature = false;
    reordered = false;
    repaired = false;
    roundTripPacket = -1;
    for (int i = 0; i < count; i++) {
      acknowledge(window.get(0), window.firstTsn(), nowNanos);
      flight.removeFirst();
    }
    return true;
  }

  private void acknowledge(SentChunk chunk, int tsn, long nowNanos) {
    premature |= chunk.state == SentChunk.State.OVERDUE;
    if (chunk.state == SentChunk.State.LOST) {
      onReordered((int) Math.min(largestPacket - chunk.packet + 1, MOST_REORDERING));
    }
    int news = flight.acknowledge(chunk);
    if (news == 0) {
      return;
    }
    bytes += news;
    lookedAtAll = false;
    long roundTrip = nowNanos - chunk.sentNanos;
    if (chunk.transmissions == 1) {
      if (chunk.packet > roundTripPacket) {
        roundTripPacket = chunk.packet;
        roundTripNanos = roundTrip;
      }
    } else if (roundTrip < timeout.smoothedNanos() - timeout.smoothedNanos() / 4) {
      // What arrived was sent before it was taken for lost (as RFC 8985 section 6.2).
      if (chunk.fastRetransmitted) {
        onReordered(2 * reordering);
      }
      return;
    } else if (chunk.probed) {
      repaired = true;
      probedTsn = tsn;
    }
    largestPacket = Math.max(largestPacket, chunk.packet);
  }

  private void onReordered(int packets) {
    reordered = true;
    reordering = Math.clamp(packets, reordering, MOST_REORDERING);
  }

  /** Karn's rule: only chunks that were sent once are measured (RFC 9260 section 6.3.1 C5). */
  private void measure(long lastPacket) {
    if (roundTripPacket < 0) {
      return;
    }
    if (roundTripPacket >= measuredFrom) {
      timeout.onMeasured(roundTripNanos);
      measuredFrom = lastPacket + 1;
    }
  }

  /**
   * Whether enough was sent after the chunk and has arrived; or anything, long enough after it (RFC
   * 9002 section 6.1.2), where packets keep their order.
   */
  private boolean isLost(SentChunk chunk, long nowNanos) {
    return chunk.packet + reordering <= largestPacket
        || (chunk.packet < largestPacket
            && reordering == LEAST_REORDERING
            && timeout.measured()
            && nowNanos - chunk.sentNanos >= timeout.lateNanos());
  }

  /** Marks what the last SACK shows to be lost; whether that is anything. */
  boolean findLost(long nowNanos) {
    boolean disordered = !Serial.isAfter(window.firstTsn(), disorderedTsn);
    // The same told again shows nothing to be lost, but for what is late by then.
    boolean known = lookedAtAll && nowNanos - lookAgainNanos < 0;
    if ((!gaps && !disordered) || known) {
      return false;
    }
    latestLostPacket = -1;
    lookedAtAll = disordered;
    lookAgainNanos = nowNanos + timeout.lateNanos();
    for (int index = window.nextInFlight(0);
        index < window.size();
        index = window.nextInFlight(index + 1)) {
      SentChunk chunk = window.get(index);
      if (isLost(chunk, nowNanos)) {
        latestLostPacket = Math.max(latestLostPacket, chunk.packet);
        flight.lose(index, SentChunk.State.LOST, nowNanos);
      } else if (!disordered) {
        break;
      } else if (chunk.packet < largestPacket) {
        long late = chunk.sentNanos + timeout.lateNanos();
        lookAgainNanos = late - lookAgainNanos < 0 ? late : lookAgainNanos;
      }
    }
    return latestLostPacket >= 0;
  }

  /**
   * All in flight is lost, and what the last SACK did not name any more though an earlier one had.
   */
  void onTimeout(long nowNanos) {
    disorderedTsn = window.nextTsn() - 1;
    for (int index = 0; index < window.size(); index++) {
      SentChunk chunk = window.get(index);
      switch (chunk.state) {
        case IN_FLIGHT -> flight.lose(index, SentChunk.State.OVERDUE, nowNanos);
        case ACKNOWLEDGED -> {
          if (!named.contains(window.firstTsn() + index)) {
            flight.renege(index);
          }
        }
        case LOST, OVERDUE, ABANDONED -> {}
      }
    }
  }
}
