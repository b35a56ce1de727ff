package org.parley.signaling.negotiation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.Mid;

/** A body of {@code application/trickle-ice-sdpfrag} (RFC 8840 section 9). */
public sealed interface TrickleFragment {

  /**
   * @param ufrag the generation that the candidates belong to; a new one, with its password,
   *     restarts ICE
   * @param password null where the fragment has none
   * @param mid of the first m-line; null where it has none
   * @param candidates those that we can use
   */
  record Candidates(
      String ufrag,
      @Nullable String password,
      @Nullable Mid mid,
      List<IceCandidate> candidates,
      boolean endOfCandidates)
      implements TrickleFragment {
    public Candidates {
      candidates = List.copyOf(candidates);
    }
  }

  /**
   * @param message for people: the line at fault
   */
  record Malformed(String message) implements TrickleFragment {}

  static TrickleFragment parse(String text) {
    return new Malformed("not read yet: " + text.length());
  }
}
