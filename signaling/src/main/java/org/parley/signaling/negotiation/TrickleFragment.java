package org.parley.signaling.negotiation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCandidate;
import org.parley.media.api.Mid;
import org.parley.signaling.negotiation.sdp.AttributeList;
import org.parley.signaling.negotiation.sdp.Flag;
import org.parley.signaling.negotiation.sdp.IceAttribute;
import org.parley.signaling.negotiation.sdp.Parsed;
import org.parley.signaling.negotiation.sdp.SdpFragment;
import org.parley.signaling.negotiation.sdp.TransportAttribute;

/**
 * A body of {@code application/trickle-ice-sdpfrag} (RFC 8840 section 9). All m-lines are one
 * bundle, so their candidates are one set.
 */
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

    @Override
    public String toString() {
      return "Candidates[" + ufrag + ", " + mid + ", " + candidates + "]";
    }
  }

  /**
   * @param message for people: the line at fault
   */
  record Malformed(String message) implements TrickleFragment {}

  static TrickleFragment parse(String text) {
    return switch (SdpFragment.parse(text)) {
      case Parsed.Malformed<SdpFragment>(int line, String reason) ->
          new Malformed("fragment line " + line + ": " + reason);
      case Parsed.Description<SdpFragment>(SdpFragment fragment) -> read(fragment);
    };
  }

  private static TrickleFragment read(SdpFragment fragment) {
    List<AttributeList> levels = new ArrayList<>();
    levels.add(fragment.attributes());
    fragment.media().forEach(media -> levels.add(media.attributes()));
    IceAttribute.UserFragment ufrag = null;
    IceAttribute.Password password = null;
    TransportAttribute.MediaId mid = null;
    Set<IceCandidate> candidates = new LinkedHashSet<>();
    boolean end = false;
    for (AttributeList level : levels) {
      ufrag = ufrag != null ? ufrag : level.first(IceAttribute.UserFragment.class);
      password = password != null ? password : level.first(IceAttribute.Password.class);
      mid = mid != null ? mid : level.first(TransportAttribute.MediaId.class);
      level.of(IceAttribute.Candidate.class).forEach(line -> candidates.add(line.candidate()));
      end |= level.has(Flag.END_OF_CANDIDATES);
    }
    if (ufrag == null) {
      // RFC 8840 section 4.4: without it nobody knows which generation is meant.
      return new Malformed("the fragment has no a=ice-ufrag");
    }
    return new Candidates(
        ufrag.value(),
        password == null ? null : password.value(),
        mid == null ? null : mid.mid(),
        List.copyOf(candidates),
        end);
  }
}
