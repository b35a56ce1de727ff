package org.parley.signaling.negotiation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCredentials;
import org.parley.media.api.Mid;
import org.parley.signaling.negotiation.sdp.AttributeList;
import org.parley.signaling.negotiation.sdp.Flag;
import org.parley.signaling.negotiation.sdp.IceAttribute;
import org.parley.signaling.negotiation.sdp.MediaDescription;
import org.parley.signaling.negotiation.sdp.SessionDescription;
import org.parley.signaling.negotiation.sdp.TransportAttribute.CertificateFingerprint;
import org.parley.signaling.negotiation.sdp.TransportAttribute.Setup;

/** The peer's end of the one transport: ICE and DTLS. */
record OfferTransport(
    IceCredentials ice,
    List<Fingerprint> fingerprints,
    List<IceCandidate> candidates,
    boolean endOfCandidates,
    boolean trickle) {

  /** RFC 8122 section 5.1; weaker hashes are passed over. */
  private static final Set<String> HASHES = Set.of("sha-256", "sha-384", "sha-512");

  private static final int MAX_FINGERPRINTS = 8;

  OfferTransport {
    fingerprints = List.copyOf(fingerprints);
    candidates = List.copyOf(candidates);
  }

  /**
   * @param accepted the m-line that carries the transport in our answer
   */
  static OfferTransport of(SessionDescription offer, OfferBundle bundle, Mid accepted)
      throws OfferFault {
    List<AttributeList> levels = levels(offer, bundle, accepted);
    List<Fingerprint> fingerprints = fingerprints(levels);
    if (fingerprints.isEmpty()) {
      throw new OfferFault(
          "the offer has no a=fingerprint of sha-256, sha-384 or sha-512; media goes over DTLS-SRTP"
              + " only");
    }
    checkRole(levels);
    return new OfferTransport(
        credentials(levels),
        fingerprints,
        levels.stream()
            .flatMap(level -> level.of(IceAttribute.Candidate.class).stream())
            .map(IceAttribute.Candidate::candidate)
            .distinct()
            .toList(),
        levels.stream().anyMatch(level -> level.has(Flag.END_OF_CANDIDATES)),
        levels.stream()
            .flatMap(level -> level.of(IceAttribute.Options.class).stream())
            .anyMatch(options -> options.tags().contains(IceAttribute.Options.TRICKLE)));
  }

  /** A new generation, whose candidates are yet to come. */
  OfferTransport restarted(IceCredentials credentials) {
    return new OfferTransport(credentials, fingerprints, List.of(), false, trickle);
  }

  /**
   * Where the transport may be described, the nearest first: the m-line itself, the first of the
   * group, which speaks for all (RFC 8843 section 7.1.3), and the session.
   */
  private static List<AttributeList> levels(
      SessionDescription offer, OfferBundle bundle, Mid accepted) {
    List<AttributeList> levels = new ArrayList<>();
    for (Mid mid : List.of(accepted, bundle.mids().getFirst())) {
      for (MediaDescription media : offer.media()) {
        boolean added = levels.contains(media.attributes());
        if (mid.equals(OfferBundle.mid(media)) && !added) {
          levels.add(media.attributes());
        }
      }
    }
    levels.add(offer.attributes());
    return levels;
  }

  private static IceCredentials credentials(List<AttributeList> levels) throws OfferFault {
    for (AttributeList level : levels) {
      IceAttribute.UserFragment ufrag = level.first(IceAttribute.UserFragment.class);
      IceAttribute.Password password = level.first(IceAttribute.Password.class);
      if (ufrag != null && password != null) {
        return new IceCredentials(ufrag.value(), password.value());
      }
    }
    throw new OfferFault("the offer has no a=ice-ufrag with a=ice-pwd; ICE is required");
  }

  private static List<Fingerprint> fingerprints(List<AttributeList> levels) {
    for (AttributeList level : levels) {
      List<Fingerprint> fingerprints =
          level.of(CertificateFingerprint.class).stream()
              .map(CertificateFingerprint::fingerprint)
              .filter(fingerprint -> HASHES.contains(fingerprint.algorithm()))
              .distinct()
              .limit(MAX_FINGERPRINTS)
              .toList();
      if (!fingerprints.isEmpty()) {
        return fingerprints;
      }
    }
    return List.of();
  }

  /** RFC 8842 section 5.3: an offer without a=setup is one of an active side. */
  private static void checkRole(List<AttributeList> levels) throws OfferFault {
    for (AttributeList level : levels) {
      Setup setup = level.first(Setup.class);
      if (setup == Setup.PASSIVE || setup == Setup.HOLDCONN) {
        throw new OfferFault(
            "a="
                + setup.text()
                + ": the server is always the DTLS server; offer a=setup:actpass or active");
      }
      if (setup != null) {
        return;
      }
    }
  }
}
