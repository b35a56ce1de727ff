package org.parley.signaling.negotiation;

import java.util.List;
import org.parley.media.api.IceCandidate;
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
