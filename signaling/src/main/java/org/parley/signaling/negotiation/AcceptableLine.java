package org.parley.signaling.negotiation;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.CodecType;
import org.parley.media.api.Mid;
import org.parley.signaling.negotiation.sdp.AttributeList;
import org.parley.signaling.negotiation.sdp.MediaDescription;

/** An m-line of an offer that will not be refused. */
sealed interface AcceptableLine permits AcceptableData, AcceptableMedia {

  Mid mid();

  MediaDescription offer();

  /** The first word of the m-line. */
  default String media() {
    return offer().media();
  }

  /**
   * @return null when the m-line is to be refused
   */
  static @Nullable AcceptableLine of(
      MediaDescription offer, OfferBundle bundle, AttributeList session, Set<CodecType> allowed)
      throws OfferFault {
    Mid mid = OfferBundle.mid(offer);
    // RFC 8843 section 7.3.2: what is outside the bundle would need a transport of its own.
    boolean bundled = mid != null && bundle.mids().contains(mid);
    if (mid == null || !bundled || !OfferBundle.isLive(offer)) {
      return null;
    }
    AcceptableLine data = AcceptableData.of(mid, offer);
    return data != null ? data : AcceptableMedia.of(mid, offer, session, allowed);
  }
}
