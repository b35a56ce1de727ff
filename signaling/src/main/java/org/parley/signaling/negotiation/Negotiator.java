package org.parley.signaling.negotiation;

import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.Mid;
import org.parley.media.api.TrackId;

/**
 * Answers the offers of one client. Keeps what must not change from offer to offer: the SSRCs and
 * stream ids of slots and the ids of tracks, by mid.
 *
 * <p>Confined to the thread of its caller.
 */
public final class Negotiator {

  /**
   * @param random of SSRCs and CNAMEs; unpredictable
   * @param trackIds called once for each m-line that begins to send
   */
  public Negotiator(NegotiationPolicy policy, RandomGenerator random, Supplier<TrackId> trackIds) {}

  public NegotiationResult offer(String sdp) {
    return offer(sdp, Map.of());
  }

  /**
   * @param knownTracks ids for m-lines that begin to send, where the track is known already from an
   *     earlier connection of the same client; others get new ones
   */
  public NegotiationResult offer(String sdp, Map<Mid, TrackId> knownTracks) {
    return new NegotiationResult.Rejected("no offers are answered yet");
  }

  /**
   * An ICE restart without an offer, as WHIP has it (RFC 9725 section 4.3.3): all that was
   * negotiated last, with the peer's new credentials. Rejected before the first accepted offer.
   */
  public NegotiationResult restart(IceCredentials remote) {
    return new NegotiationResult.Rejected("nothing was negotiated yet");
  }
}
