package org.parley.signaling.negotiation;

import java.util.ArrayList;
import java.util.List;
import org.parley.media.api.DataLine;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.MediaLine;
import org.parley.media.api.RemoteDescription;

/**
 * What an accepted offer settled.
 *
 * @param remote for the media plane
 * @param published in the order of the offer
 * @param slots in the order of the offer
 * @param iceRestart whether the peer changed its ICE credentials since its last offer
 * @param newConnection whether the offer comes from another peer connection than the last one: the
 *     old transport is dead, tracks and slots have new ids
 * @param remoteCandidates in the offer
 * @param endOfCandidates whether the peer said that no more will come
 * @param plan what the answer will say
 */
public record Negotiation(
    RemoteDescription remote,
    List<PublishedLine> published,
    List<SlotLine> slots,
    boolean iceRestart,
    boolean newConnection,
    List<IceCandidate> remoteCandidates,
    boolean endOfCandidates,
    AnswerPlan plan) {

  public Negotiation {
    published = List.copyOf(published);
    slots = List.copyOf(slots);
    remoteCandidates = List.copyOf(remoteCandidates);
  }

  static Negotiation of(
      OfferTransport transport, AnswerPlan plan, boolean iceRestart, boolean newConnection) {
    List<MediaLine> lines = new ArrayList<>();
    List<PublishedLine> published = new ArrayList<>();
    List<SlotLine> slots = new ArrayList<>();
    DataLine data = null;
    for (LinePlan planned : plan.lines()) {
      switch (planned) {
        case LinePlan.Refused _ -> {}
        case LinePlan.Data channels -> data = channels.offer().line();
        case LinePlan.Agreed agreed -> {
          MediaLine line = agreed.line();
          lines.add(line);
          if (line.track() != null) {
            published.add(
                new PublishedLine(line.mid(), line.kind(), line.track(), agreed.streamId()));
          }
          if (agreed.slot() != null) {
            slots.add(new SlotLine(line.mid(), line.kind(), agreed.slot().pair()));
          }
        }
      }
    }
    return new Negotiation(
        new RemoteDescription(transport.ice(), transport.fingerprints(), lines, data),
        published,
        slots,
        iceRestart,
        newConnection,
        transport.candidates(),
        transport.endOfCandidates(),
        plan);
  }

  /** The same with other credentials of the peer's. */
  Negotiation restarted(OfferTransport transport, boolean changed) {
    return of(transport, plan, changed, false);
  }

  /** The SDP answer. */
  public String answer(LocalDescription local) {
    return plan.answer(local);
  }

  /**
   * The body that answers a {@code PATCH} which restarted ICE (RFC 9725 section 4.3.3): our new
   * credentials and candidates as {@code application/trickle-ice-sdpfrag}.
   */
  public String restartFragment(LocalDescription local) {
    return plan.restartFragment(local);
  }
}
