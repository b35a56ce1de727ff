package org.parley.media.receive;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.NegotiatedCodec;

/** The payload types of one m-line, by number. */
final class PayloadTypes {
  private final @Nullable NegotiatedCodec[] primary = new @Nullable NegotiatedCodec[128];
  private final @Nullable NegotiatedCodec[] rtx = new @Nullable NegotiatedCodec[128];

  PayloadTypes(List<NegotiatedCodec> codecs) {
    for (NegotiatedCodec codec : codecs) {
      primary[codec.payloadType()] = codec;
      if (codec.hasRtx()) {
        rtx[codec.rtxPayloadType()] = codec;
      }
    }
  }

  @Nullable NegotiatedCodec primary(int payloadType) {
    return primary[payloadType];
  }

  /** The codec whose retransmissions have this payload type. */
  @Nullable NegotiatedCodec rtx(int payloadType) {
    return rtx[payloadType];
  }
}
