package org.parley.media.send;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Codec;
import org.parley.media.api.CodecType;
import org.parley.media.api.MediaLine;
import org.parley.media.api.NegotiatedCodec;

/** Finds the payload type by which a subscriber knows a publisher's codec. */
final class PayloadTypeMap {
  private final List<NegotiatedCodec> codecs;
  private @Nullable Codec lastSource;
  private @Nullable NegotiatedCodec lastResult;

  PayloadTypeMap(MediaLine line) {
    this.codecs = line.codecs();
  }

  /**
   * @return null when the subscriber cannot decode it
   */
  @Nullable NegotiatedCodec map(Codec source) {
    if (source == lastSource) {
      return lastResult;
    }
    NegotiatedCodec result = null;
    for (NegotiatedCodec codec : codecs) {
      if (codec.codec().canDecode(source)) {
        result = codec;
        break;
      }
    }
    if (result == null && source.type() == CodecType.RED) {
      // The newest block of a redundant packet is plain Opus (RFC 2198 section 3).
      result = opus();
    }
    lastSource = source;
    lastResult = result;
    return result;
  }

  /** The codec of the blocks inside RED, or null without it. */
  @Nullable NegotiatedCodec opus() {
    for (NegotiatedCodec codec : codecs) {
      if (codec.codec().type() == CodecType.OPUS) {
        return codec;
      }
    }
    return null;
  }
}
