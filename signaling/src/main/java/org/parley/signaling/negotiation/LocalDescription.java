package org.parley.signaling.negotiation;

import java.util.List;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.IceCredentials;

/**
 * Our half of an answer, from the media plane.
 *
 * @param candidates all of them: the answer ends with {@code a=end-of-candidates}
 */
public record LocalDescription(
    IceCredentials ice, Fingerprint fingerprint, List<IceCandidate> candidates) {
  public LocalDescription {
    candidates = List.copyOf(candidates);
  }
}
