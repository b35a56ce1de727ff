package org.parley.signaling.negotiation;

import java.util.EnumSet;
import java.util.Set;
import org.parley.media.api.CodecType;
import org.parley.media.api.DataLimits;

/**
 * What a peer connection may do. Data channels are part of each: who may send on them is decided
 * where messages pass. What is offered beyond it is answered {@code inactive}.
 *
 * @param publish whether m-lines may send to us
 * @param subscribe whether m-lines that receive become slots
 * @param codecs what may be negotiated
 * @param maxSlots of audio and video together
 * @param maxMessageSize of data channels, in bytes, the largest message that we take
 */
public record NegotiationPolicy(
    boolean publish, boolean subscribe, Set<CodecType> codecs, int maxSlots, int maxMessageSize) {

  public NegotiationPolicy {
    codecs = Set.copyOf(codecs);
    if (maxSlots < 0) {
      throw new IllegalArgumentException("maxSlots is negative: " + maxSlots);
    }
    if (maxMessageSize < 1) {
      throw new IllegalArgumentException("maxMessageSize is not positive: " + maxMessageSize);
    }
  }

  /** A participant of a room, who sends and receives every codec there is. */
  public static NegotiationPolicy participant(int maxSlots) {
    return of(true, true, maxSlots);
  }

  /** One who only sends, as by WHIP (RFC 9725). */
  public static NegotiationPolicy publisher() {
    return of(true, false, 0);
  }

  /** One who only receives, as by WHEP. */
  public static NegotiationPolicy viewer(int maxSlots) {
    return of(false, true, maxSlots);
  }

  private static NegotiationPolicy of(boolean publish, boolean subscribe, int maxSlots) {
    return new NegotiationPolicy(
        publish,
        subscribe,
        EnumSet.allOf(CodecType.class),
        maxSlots,
        DataLimits.DEFAULT.maxMessageSize());
  }

  /** The same, but for whether m-lines may send to us and receive from us. */
  public NegotiationPolicy restrictedTo(boolean publish, boolean subscribe) {
    return new NegotiationPolicy(
        this.publish && publish, this.subscribe && subscribe, codecs, maxSlots, maxMessageSize);
  }

  public NegotiationPolicy withMaxMessageSize(int bytes) {
    return new NegotiationPolicy(publish, subscribe, codecs, maxSlots, bytes);
  }
}
