package org.parley.signaling.negotiation;

import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCandidate;
import org.parley.signaling.negotiation.sdp.CandidateGrammar;

/** Candidates as trickled in messages: the value of {@code a=candidate} (RFC 8839 section 5.1). */
public final class IceCandidates {
  private static final String ATTRIBUTE = "a=";

  private IceCandidates() {}

  /** Outcome of {@link #parse}. */
  public sealed interface Parsed {
    record Candidate(IceCandidate candidate) implements Parsed {}

    /** {@code ""}: the generation has no more (RFC 8838 section 14). */
    record EndOfCandidates() implements Parsed {}

    /**
     * Well-formed but of no use to us: a host name (mDNS among them; names are never resolved), a
     * transport or an address family that we lack, a component other than RTP.
     */
    record Ignored() implements Parsed {}

    record Malformed() implements Parsed {}
  }

  /**
   * @param text with or without {@code a=} or {@code candidate:}; null is the end
   */
  public static Parsed parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return new Parsed.EndOfCandidates();
    }
    String value = text.startsWith(ATTRIBUTE) ? text.substring(ATTRIBUTE.length()) : text;
    if (value.strip().equals("end-of-candidates")) {
      return new Parsed.EndOfCandidates();
    }
    return switch (CandidateGrammar.parse(value)) {
      case CandidateGrammar.Parsed.Usable(var candidate) -> new Parsed.Candidate(candidate);
      case CandidateGrammar.Parsed.Unusable() -> new Parsed.Ignored();
      case CandidateGrammar.Parsed.Malformed() -> new Parsed.Malformed();
    };
  }

  /** As {@code candidate:…}. */
  public static String format(IceCandidate candidate) {
    return CandidateGrammar.format(candidate);
  }
}
