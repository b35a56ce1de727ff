package org.parley.signaling.negotiation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Mid;
import org.parley.signaling.negotiation.sdp.Flag;
import org.parley.signaling.negotiation.sdp.MediaDescription;
import org.parley.signaling.negotiation.sdp.SessionDescription;
import org.parley.signaling.negotiation.sdp.TransportAttribute.Group;
import org.parley.signaling.negotiation.sdp.TransportAttribute.MediaId;

/**
 * Which m-lines share the one transport (RFC 8843).
 *
 * @param grouped whether the offer has a group; without one a single m-line stands for itself
 * @param mids in the order of the group
 */
record OfferBundle(boolean grouped, List<Mid> mids) {

  OfferBundle {
    mids = List.copyOf(mids);
  }

  static OfferBundle of(SessionDescription offer) throws OfferFault {
    List<Mid> live = new ArrayList<>();
    Set<Mid> seen = new HashSet<>();
    for (int i = 0; i < offer.media().size(); i++) {
      MediaDescription media = offer.media().get(i);
      Mid mid = mid(media);
      if (mid != null && !seen.add(mid)) {
        throw new OfferFault("a=mid:" + mid + " stands on two m-lines; each needs its own");
      }
      if (isLive(media)) {
        if (mid == null) {
          throw new OfferFault("m-line " + (i + 1) + " has no a=mid; offer one");
        }
        live.add(mid);
      }
    }
    for (Group group : offer.attributes().of(Group.class)) {
      if (group.semantics().equals(Group.BUNDLE)) {
        return new OfferBundle(true, group.mids().stream().distinct().toList());
      }
    }
    if (live.size() > 1) {
      throw new OfferFault(
          "the offer has several m-lines and no a=group:BUNDLE; all media must share one"
              + " transport: offer with bundling");
    }
    return new OfferBundle(false, live);
  }

  /** RFC 8843 section 6: with bundle-only, port 0 does not stop the m-line. */
  static boolean isLive(MediaDescription media) {
    return media.port() != 0 || media.attributes().has(Flag.BUNDLE_ONLY);
  }

  static @Nullable Mid mid(MediaDescription media) {
    MediaId id = media.attributes().first(MediaId.class);
    return id == null ? null : id.mid();
  }
}
