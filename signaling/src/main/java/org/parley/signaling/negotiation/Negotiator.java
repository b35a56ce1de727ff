package org.parley.signaling.negotiation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.DataLine;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.Mid;
import org.parley.media.api.TrackId;
import org.parley.signaling.negotiation.sdp.Flag;
import org.parley.signaling.negotiation.sdp.MediaDescription;
import org.parley.signaling.negotiation.sdp.Origin;
import org.parley.signaling.negotiation.sdp.Parsed;
import org.parley.signaling.negotiation.sdp.SessionDescription;

/**
 * Answers the offers of one client. Keeps what must not change from offer to offer: the SSRCs and
 * stream ids of slots and the ids of tracks, by mid.
 *
 * <p>Confined to the thread of its caller.
 */
public final class Negotiator {
  private final NegotiationPolicy policy;
  private final Supplier<TrackId> trackIds;
  private final SlotPool slots;
  private final long sessionId;
  private long version;
  private @Nullable Settled settled;

  /**
   * The last accepted offer and what became of it.
   *
   * @param offerId the session id of its {@code o=} line
   */
  private record Settled(long offerId, OfferTransport transport, Negotiation negotiation) {

    /**
     * Another certificate is another peer connection. RFC 9429 section 5.2.2 keeps the session id
     * too, but some stacks (aiortc) draw a new one for each offer, so that it counts together with
     * the ICE credentials only.
     */
    boolean isContinuedBy(SessionDescription offer, OfferTransport offered) {
      return !Collections.disjoint(transport.fingerprints(), offered.fingerprints())
          && (offer.origin().sessionId() == offerId || offered.ice().equals(transport.ice()));
    }

    Map<Mid, TrackId> sending() {
      Map<Mid, TrackId> tracks = new HashMap<>();
      negotiation.published().forEach(line -> tracks.put(line.mid(), line.track()));
      return tracks;
    }

    /** The first words of the m-lines. */
    Map<Mid, String> media() {
      Map<Mid, String> media = new HashMap<>();
      negotiation.remote().lines().forEach(line -> media.put(line.mid(), AnswerLines.media(line)));
      DataLine data = negotiation.remote().data();
      if (data != null) {
        media.put(data.mid(), AcceptableData.MEDIA);
      }
      return media;
    }
  }

  /**
   * @param random of SSRCs and CNAMEs; unpredictable
   * @param trackIds called once for each m-line that begins to send
   */
  public Negotiator(NegotiationPolicy policy, RandomGenerator random, Supplier<TrackId> trackIds) {
    this.policy = policy;
    this.trackIds = trackIds;
    this.slots = new SlotPool(random);
    this.sessionId = random.nextLong() & Long.MAX_VALUE;
  }

  public NegotiationResult offer(String sdp) {
    return offer(sdp, Map.of());
  }

  /**
   * @param knownTracks ids for m-lines that begin to send, where the track is known already from an
   *     earlier connection of the same client; others get new ones
   */
  public NegotiationResult offer(String sdp, Map<Mid, TrackId> knownTracks) {
    return switch (SessionDescription.parse(sdp)) {
      case Parsed.Malformed<SessionDescription>(int line, String reason) ->
          new NegotiationResult.Rejected(
              line == 0 ? "SDP: " + reason : "SDP line " + line + ": " + reason);
      case Parsed.Description<SessionDescription>(SessionDescription offer) -> {
        try {
          yield new NegotiationResult.Accepted(negotiate(offer, knownTracks));
        } catch (OfferFault fault) {
          yield new NegotiationResult.Rejected(fault.text());
        }
      }
    };
  }

  /**
   * An ICE restart without an offer, as WHIP has it (RFC 9725 section 4.3.3): all that was
   * negotiated last, with the peer's new credentials. Rejected before the first accepted offer.
   */
  public NegotiationResult restart(IceCredentials remote) {
    Settled last = settled;
    if (last == null) {
      return new NegotiationResult.Rejected("ICE can not restart before the first offer");
    }
    OfferTransport transport = last.transport().restarted(remote);
    boolean changed = !remote.equals(last.transport().ice());
    Negotiation negotiation = last.negotiation().restarted(transport, changed);
    settled = new Settled(last.offerId(), transport, negotiation);
    return new NegotiationResult.Accepted(negotiation);
  }

  /** All faults are found before anything changes. */
  private Negotiation negotiate(SessionDescription offer, Map<Mid, TrackId> knownTracks)
      throws OfferFault {
    Settled last = settled;
    OfferBundle bundle = OfferBundle.of(offer);
    List<@Nullable AcceptableLine> acceptable = acceptable(offer, bundle);
    List<Mid> mids = transportFirst(bundle, acceptable);
    OfferTransport transport = transport(offer, bundle, mids);
    boolean continued = last != null && last.isContinuedBy(offer, transport);
    if (last != null && continued) {
      checkKinds(acceptable, last.media());
    }

    if (!continued) {
      slots.clear();
    }
    TrackNames tracks =
        new TrackNames(
            last != null && continued ? last.sending() : Map.of(), knownTracks, trackIds);
    List<AcceptableMedia> accepted = new ArrayList<>();
    for (AcceptableLine line : acceptable) {
      if (line instanceof AcceptableMedia media) {
        accepted.add(media);
      }
    }
    LineNegotiation lines =
        new LineNegotiation(policy, offer.attributes(), accepted, slots, tracks);
    List<LinePlan> plans = new ArrayList<>();
    for (int i = 0; i < acceptable.size(); i++) {
      AcceptableLine line = acceptable.get(i);
      plans.add(line == null ? LinePlan.Refused.of(offer.media().get(i)) : lines.plan(line));
    }
    AnswerPlan plan =
        new AnswerPlan(
            new Origin(sessionId, ++version),
            mids,
            bundle.grouped() && !mids.isEmpty(),
            offer.attributes().has(Flag.EXTMAP_ALLOW_MIXED),
            transport.trickle(),
            plans);
    boolean restart = last != null && continued && !transport.ice().equals(last.transport().ice());
    Negotiation negotiation = Negotiation.of(transport, plan, restart, last != null && !continued);
    settled = new Settled(offer.origin().sessionId(), transport, negotiation);
    return negotiation;
  }

  /** As long as the m-lines; null stands for one to refuse. */
  private List<@Nullable AcceptableLine> acceptable(SessionDescription offer, OfferBundle bundle)
      throws OfferFault {
    List<@Nullable AcceptableLine> lines = new ArrayList<>();
    for (MediaDescription media : offer.media()) {
      lines.add(AcceptableLine.of(media, bundle, offer.attributes(), policy.codecs()));
    }
    // One DTLS connection carries one association (RFC 8831 section 6.2).
    List<Mid> data =
        lines.stream()
            .filter(AcceptableData.class::isInstance)
            .map(AcceptableData.class::cast)
            .map(AcceptableData::mid)
            .toList();
    if (data.size() > 1) {
      DataLine last = settled == null ? null : settled.negotiation().remote().data();
      Mid kept = last != null && data.contains(last.mid()) ? last.mid() : data.getFirst();
      lines.replaceAll(
          line -> line instanceof AcceptableData && !line.mid().equals(kept) ? null : line);
    }
    return lines;
  }

  /**
   * RFC 8843 section 7.3.1: the first m-line of the group that is not refused carries the answer's
   * transport.
   */
  private static List<Mid> transportFirst(
      OfferBundle bundle, List<@Nullable AcceptableLine> acceptable) {
    List<Mid> accepted = new ArrayList<>();
    for (AcceptableLine line : acceptable) {
      if (line != null) {
        accepted.add(line.mid());
      }
    }
    return bundle.mids().stream().filter(accepted::contains).toList();
  }

  private OfferTransport transport(SessionDescription offer, OfferBundle bundle, List<Mid> mids)
      throws OfferFault {
    if (!mids.isEmpty()) {
      return OfferTransport.of(offer, bundle, mids.getFirst());
    }
    // A client that stopped all it had says nothing about the transport, which stays for more.
    if (settled != null) {
      return settled.transport();
    }
    throw new OfferFault(
        "the offer has no audio or video m-line with a codec of ours"
            + " (opus, PCMU, PCMA, VP8, VP9, H264, AV1) and none of data channels that names its"
            + " SCTP port");
  }

  private static void checkKinds(List<@Nullable AcceptableLine> acceptable, Map<Mid, String> before)
      throws OfferFault {
    for (AcceptableLine line : acceptable) {
      if (line != null && !before.getOrDefault(line.mid(), line.media()).equals(line.media())) {
        throw new OfferFault(
            "the m-line of a=mid:" + line.mid() + " changed its kind; use another mid");
      }
    }
  }
}
