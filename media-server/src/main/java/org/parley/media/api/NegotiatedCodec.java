package org.parley.media.api;

import java.util.Set;

/**
 * A codec on an m-line with the payload types that both sides agreed on.
 *
 * @param payloadType 0 to 127
 * @param rtxPayloadType the payload type of its retransmissions (RFC 4588), or -1
 * @param feedback what {@code a=rtcp-fb} was agreed on
 */
public record NegotiatedCodec(
    int payloadType, Codec codec, int rtxPayloadType, Set<RtcpFeedback> feedback) {
  public NegotiatedCodec {
    feedback = Set.copyOf(feedback);
  }

  public boolean hasRtx() {
    return rtxPayloadType >= 0;
  }
}
