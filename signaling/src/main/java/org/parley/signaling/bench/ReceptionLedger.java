package org.parley.signaling.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.bench.result.Reception;

/**
 * Which packets of one source arrived at one subscriber, duplicates told from new ones.
 *
 * <p>A packet that was decrypted names its layer and the counter that its publisher gave it. One
 * that was not is known by its sequence number: a server may shift the numbers, but by the same
 * amount for packet after packet, which the decrypted ones reveal.
 *
 * <p>Of simulcast a subscriber gets one layer at a time. From the first packet of a layer to the
 * last one before the next layer every packet of it is expected; a layer that never came is not.
 * Owned by the subscriber's loop.
 */
final class ReceptionLedger {
  private static final int MAX_COUNTER = 50_000_000;
  private static final long UNKNOWN = Long.MIN_VALUE;

  /** Packets of one layer on end; {@code to} is behind the last one that arrived. */
  private static final class Run {
    final int layer;
    final long firstExtended;
    int from;
    int to;

    Run(int layer, long firstExtended, int from) {
      this.layer = layer;
      this.firstExtended = firstExtended;
      this.from = from;
      this.to = from;
    }
  }

  private final BitSet[] arrived;
  private final List<Run> earlier = new ArrayList<>();
  private @Nullable Run current;
  private int ssrc;
  private long highest = UNKNOWN;
  private long shift = UNKNOWN;
  private long duplicates;
  private long unattributed;
  private long shifts;

  ReceptionLedger(int layers) {
    arrived = new BitSet[layers];
    for (int i = 0; i < layers; i++) {
      arrived[i] = new BitSet();
    }
  }

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
  void verified(long extended, int layer, int counter) {
    if (layer >= arrived.length || !isCounter(counter)) {
      unattributed++;
      return;
    }
    Run run = current;
    if (run == null || run.layer != layer) {
      if (run != null && shift != UNKNOWN && extended < run.firstExtended) {
        // Late, of the layer before.
        mark(layer, counter);
        return;
      }
      if (run != null) {
        earlier.add(run);
      }
      run = new Run(layer, extended, counter);
      current = run;
    } else if (shift != UNKNOWN && shift != extended - counter) {
      shifts++;
    }
    shift = extended - counter;
    reached(run, counter);
    mark(layer, counter);
  }

  /** A packet of which only the header was read. */
  void unverified(long extended) {
    Run run = current;
    if (run == null || shift == UNKNOWN || !isCounter(extended - shift)) {
      unattributed++;
      return;
    }
    int counter = (int) (extended - shift);
    reached(run, counter);
    mark(run.layer, counter);
  }

  /**
   * A packet that was sent again.
   *
   * @return true if it had not arrived before
   */
  boolean recovered(int layer, int counter) {
    if (layer >= arrived.length || !isCounter(counter) || arrived[layer].get(counter)) {
      return false;
    }
    arrived[layer].set(counter);
    return true;
  }

  private static boolean isCounter(long counter) {
    return counter >= 0 && counter < MAX_COUNTER;
  }

  private static void reached(Run run, int counter) {
    run.from = Math.min(run.from, counter);
    run.to = Math.max(run.to, counter + 1);
  }

  private void mark(int layer, int counter) {
    if (arrived[layer].get(counter)) {
      duplicates++;
    } else {
      arrived[layer].set(counter);
    }
  }

  /** How the measured part of the source's layers arrived. */
  Reception reception(List<SourceStream> layers) {
    long expected = 0;
    long received = 0;
    Run last = current;
    if (layers.size() == 1 || last == null) {
      // Without simulcast everything is expected; a subscriber of simulcast that got nothing at all
      // should at least have got the lowest layer.
      int from = layers.getFirst().measuredFrom();
      int to = layers.getFirst().measuredTo();
      expected = to - from;
      received = arrived[0].get(from, to).cardinality();
    } else {
      for (Run run : earlier) {
        SourceStream source = layers.get(run.layer);
        int from = Math.max(run.from, source.measuredFrom());
        int to = Math.min(run.to, source.measuredTo());
        expected += Math.max(0, to - from);
        received += from < to ? arrived[run.layer].get(from, to).cardinality() : 0;
      }
      // The layer that is being sent goes on, whether or not anything of it arrives.
      int from = Math.max(last.from, layers.get(last.layer).measuredFrom());
      int to = layers.get(last.layer).measuredTo();
      expected += Math.max(0, to - from);
      received += from < to ? arrived[last.layer].get(from, to).cardinality() : 0;
    }
    return new Reception(expected, received, duplicates, unattributed, shifts);
  }

  /** How often another layer came than before. */
  int switches() {
    return earlier.size();
  }
}
