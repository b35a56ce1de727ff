package org.parley.media.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a negotiation settled for one audio or video m-line.
 *
 * @param track the track that the peer publishes here, or null when it does not send
 * @param slot our half of the m-line, or null when we do not send
 * @param codecs in order of preference; every payload type that may appear in either direction
 * @param extensions ids valid for this m-line
 * @param rids simulcast layers that the peer sends, in the order of its offer; empty without
 *     simulcast
 * @param sources SSRCs that the peer declared by {@code a=ssrc}; empty when only mid and rid tell
 * @param reducedSizeRtcp whether RTCP need not be compound (RFC 5506)
 */
public record MediaLine(
    Mid mid,
    MediaKind kind,
    @Nullable TrackId track,
    @Nullable Slot slot,
    List<NegotiatedCodec> codecs,
    List<HeaderExtension> extensions,
    List<Rid> rids,
    List<DeclaredSource> sources,
    boolean reducedSizeRtcp) {

  public MediaLine {
    codecs = List.copyOf(codecs);
    extensions = List.copyOf(extensions);
    rids = List.copyOf(rids);
    sources = List.copyOf(sources);
  }

  /**
   * A stream that we send, continuous over every change of source.
   *
   * @param rtxSsrc SSRC of its retransmissions; unused where no codec has RTX
   * @param cname shared by the audio and the video slot that carry the same participant
   */
  public record Slot(int ssrc, int rtxSsrc, String cname) {}

  /**
   * @param rtxSsrc the SSRC of its retransmissions, or null
   */
  public record DeclaredSource(int ssrc, @Nullable Integer rtxSsrc) {}
}
