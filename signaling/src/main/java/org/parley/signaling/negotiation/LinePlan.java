package org.parley.signaling.negotiation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaLine;
import org.parley.media.api.Mid;
import org.parley.signaling.negotiation.SlotPool.PooledSlot;
import org.parley.signaling.negotiation.sdp.Direction;
import org.parley.signaling.negotiation.sdp.MediaDescription;
import org.parley.signaling.negotiation.sdp.RtpAttribute.ExtMap;
import org.parley.signaling.negotiation.sdp.StreamAttribute.Simulcast.Layer;

/** How one m-line will be answered. */
sealed interface LinePlan {

  /** Of the offer; the answer repeats it. */
  String protocol();

  /**
   * With port 0 (RFC 3264 section 6): what we do not know, what lies outside the bundle, what the
   * peer stopped.
   *
   * @param formats of the offer: an m-line needs one
   */
  record Refused(String media, String protocol, List<String> formats, @Nullable Mid mid)
      implements LinePlan {
    public Refused {
      formats = List.copyOf(formats);
    }

    static Refused of(MediaDescription offer) {
      return new Refused(offer.media(), offer.protocol(), offer.formats(), OfferBundle.mid(offer));
    }
  }

  /** Live, in the bundle. */
  sealed interface Live extends LinePlan {
    Mid mid();
  }

  /**
   * Data channels.
   *
   * @param maxMessageSize in bytes, the largest message that we take
   */
  record Data(AcceptableData offer, int maxMessageSize) implements Live {
    @Override
    public String protocol() {
      return offer.offer().protocol();
    }

    @Override
    public Mid mid() {
      return offer.mid();
    }
  }

  /**
   * @param ours the direction in our answer
   * @param layers simulcast layers that the peer sends
   * @param streamId by which the peer names what it sends
   * @param allowMixed whether the offer said so on this m-line (RFC 8285 section 6)
   */
  record Agreed(
      String protocol,
      Direction ours,
      MediaLine line,
      @Nullable PooledSlot slot,
      List<Layer> layers,
      @Nullable String streamId,
      List<ExtMap> extensions,
      boolean allowMixed)
      implements Live {
    public Agreed {
      layers = List.copyOf(layers);
      extensions = List.copyOf(extensions);
    }

    @Override
    public Mid mid() {
      return line.mid();
    }
  }
}
