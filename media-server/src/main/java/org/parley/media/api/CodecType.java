package org.parley.media.api;

import static org.parley.media.api.MediaKind.AUDIO;
import static org.parley.media.api.MediaKind.VIDEO;

/** The codecs that are forwarded, by their encoding names in SDP. */
public enum CodecType {
  OPUS(AUDIO, "opus"),
  /** Redundant audio data (RFC 2198); its blocks are Opus. */
  RED(AUDIO, "red"),
  PCMU(AUDIO, "PCMU"),
  PCMA(AUDIO, "PCMA"),
  VP8(VIDEO, "VP8"),
  VP9(VIDEO, "VP9"),
  H264(VIDEO, "H264"),
  AV1(VIDEO, "AV1");

  private final MediaKind kind;
  private final String encodingName;

  CodecType(MediaKind kind, String encodingName) {
    this.kind = kind;
    this.encodingName = encodingName;
  }

  public MediaKind kind() {
    return kind;
  }

  /** The name in {@code a=rtpmap}, compared without regard to case. */
  public String encodingName() {
    return encodingName;
  }
}
