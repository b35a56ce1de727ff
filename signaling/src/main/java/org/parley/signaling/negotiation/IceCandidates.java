package org.parley.signaling.negotiation;

import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCandidate;

/** Candidates as trickled in messages: the value of {@code a=candidate} (RFC 8839 section 5.1). */
public final class IceCandidates {
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
    return text == null ? new Parsed.EndOfCandidates() : new Parsed.Malformed();
  }

  /** As {@code candidate:…}. */
  public static String format(IceCandidate candidate) {
    return "candidate:" + candidate.foundation();
  }
}
