package org.parley.media.api;

/** The RTP header extensions that we negotiate (RFC 8285), by their URIs. */
public enum HeaderExtensionType {
  /** RFC 6464. */
  AUDIO_LEVEL("urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
  /** RFC 8843. */
  MID("urn:ietf:params:rtp-hdrext:sdes:mid"),
  /** RFC 8852. */
  RTP_STREAM_ID("urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"),
  /** RFC 8852. */
  REPAIRED_RTP_STREAM_ID("urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
  TRANSPORT_CC("http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"),
  ABSOLUTE_SEND_TIME("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
  /** 3GPP TS 26.114: coordination of video orientation. */
  VIDEO_ORIENTATION("urn:3gpp:video-orientation"),
  PLAYOUT_DELAY("http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"),
  DEPENDENCY_DESCRIPTOR(
      "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension");

  private final String uri;

  HeaderExtensionType(String uri) {
    this.uri = uri;
  }

  public String uri() {
    return uri;
  }
}
