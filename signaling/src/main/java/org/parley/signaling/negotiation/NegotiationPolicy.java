package org.parley.signaling.negotiation;

import java.util.EnumSet;
import java.util.Set;
import org.parley.media.api.CodecType;

/**
 * What a peer connection may do. What is offered beyond it is answered {@code inactive}.
 *
 * @param publish whether m-lines may send to us
 * @param subscribe whether m-lines that receive become slots
 * @param codecs what may be negotiated
 * @param maxSlots of audio and video together
 */
public record NegotiationPolicy(
    boolean publish, boolean subscribe, Set<CodecType> codecs, int maxSlots) {

  public NegotiationPolicy {
    codecs = Set.copyOf(codecs);
    if (maxSlots < 0) {
      throw new IllegalArgumentException("maxSlots is negative: " + maxSlots);
    }
  }

  /** A participant of a room, who sends and receives every codec there is. */
  public static NegotiationPolicy participant(int maxSlots) {
    return new NegotiationPolicy(true, true, EnumSet.allOf(CodecType.class), maxSlots);
  }

  /** One who only sends, as by WHIP (RFC 9725). */
  public static NegotiationPolicy publisher() {
    return new NegotiationPolicy(true, false, EnumSet.allOf(CodecType.class), 0);
  }

  /** One who only receives, as by WHEP. */
  public static NegotiationPolicy viewer(int maxSlots) {
    return new NegotiationPolicy(false, true, EnumSet.allOf(CodecType.class), maxSlots);
  }
}
