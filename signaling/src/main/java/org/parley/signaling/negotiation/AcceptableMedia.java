package org.parley.signaling.negotiation;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.CodecType;
import org.parley.media.api.MediaKind;
import org.parley.media.api.Mid;
import org.parley.media.api.NegotiatedCodec;
import org.parley.signaling.negotiation.sdp.AttributeList;
import org.parley.signaling.negotiation.sdp.Direction;
import org.parley.signaling.negotiation.sdp.Flag;
import org.parley.signaling.negotiation.sdp.MediaDescription;

/**
 * Audio or video.
 *
 * @param direction as the offer says it
 * @param codecs not empty
 */
record AcceptableMedia(
    Mid mid,
    MediaKind kind,
    Direction direction,
    List<NegotiatedCodec> codecs,
    MediaDescription offer)
    implements AcceptableLine {

  /** RFC 9429 section 5.1.2: all of these mean SRTP keyed by DTLS. */
  private static final Set<String> PROTOCOLS =
      Set.of(
          "UDP/TLS/RTP/SAVPF",
          "UDP/TLS/RTP/SAVP",
          "TCP/DTLS/RTP/SAVPF",
          "TCP/DTLS/RTP/SAVP",
          "RTP/SAVPF",
          "RTP/SAVP",
          "RTP/AVPF",
          "RTP/AVP");

  AcceptableMedia {
    codecs = List.copyOf(codecs);
  }

  /**
   * @return null when the m-line is to be refused
   */
  static @Nullable AcceptableMedia of(
      Mid mid, MediaDescription offer, AttributeList session, Set<CodecType> allowed)
      throws OfferFault {
    MediaKind kind = kind(offer);
    if (kind == null) {
      return null;
    }
    List<NegotiatedCodec> codecs = CodecNegotiation.negotiate(kind, offer, allowed);
    if (codecs.isEmpty()) {
      return null;
    }
    if (!offer.attributes().has(Flag.RTCP_MUX)) {
      throw new OfferFault(
          "the m-line of a=mid:" + mid + " has no a=rtcp-mux; RTP and RTCP must share one port");
    }
    return new AcceptableMedia(mid, kind, direction(offer.attributes(), session), codecs, offer);
  }

  /** Null for what is neither audio nor video over SRTP. */
  private static @Nullable MediaKind kind(MediaDescription offer) {
    if (!PROTOCOLS.contains(offer.protocol())) {
      return null;
    }
    return switch (offer.media()) {
      case "audio" -> MediaKind.AUDIO;
      case "video" -> MediaKind.VIDEO;
      default -> null;
    };
  }

  /** RFC 8866 section 6.7: sendrecv where neither the m-line nor the session says otherwise. */
  private static Direction direction(AttributeList line, AttributeList session) {
    Direction own = line.first(Direction.class);
    Direction whole = own != null ? own : session.first(Direction.class);
    return whole != null ? whole : Direction.SENDRECV;
  }
}
