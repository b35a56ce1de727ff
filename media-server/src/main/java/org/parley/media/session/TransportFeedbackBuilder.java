package org.parley.media.session;

import org.parley.media.receive.ArrivalRecorder;
import org.parley.media.rtp.rtcp.TransportFeedback;

/** Turns arrival times into the deltas that transport-wide feedback carries. */
final class TransportFeedbackBuilder {
  private TransportFeedbackBuilder() {}

  static TransportFeedback build(
      int senderSsrc, int mediaSsrc, int feedbackCount, ArrivalRecorder.Batch batch) {
    boolean[] received = batch.received();
    long[] arrivals = batch.arrivalNanos();
    int[] deltas = new int[received.length];
    long reference = 0;
    long previous = 0;
    boolean first = true;
    for (int i = 0; i < deltas.length; i++) {
      if (!received[i]) {
        deltas[i] = TransportFeedback.NOT_RECEIVED;
        continue;
      }
      if (first) {
        first = false;
        reference = Math.floorDiv(arrivals[i], TransportFeedback.REFERENCE_NANOS);
        previous = reference * TransportFeedback.REFERENCE_NANOS;
      }
      // From the time as the receiver will reckon it, so that rounding does not add up.
      long delta =
          Math.clamp(
              Math.floorDiv(arrivals[i] - previous, TransportFeedback.DELTA_NANOS),
              Short.MIN_VALUE,
              Short.MAX_VALUE);
      deltas[i] = (int) delta;
      previous += delta * TransportFeedback.DELTA_NANOS;
    }
    int reference24 = (int) (reference << 8) >> 8;
    return new TransportFeedback(
        senderSsrc, mediaSsrc, batch.baseSequence(), reference24, feedbackCount, deltas);
  }
}
