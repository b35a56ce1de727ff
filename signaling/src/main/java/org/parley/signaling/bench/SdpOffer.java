package org.parley.signaling.bench;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The offer of a client that sends, or one that receives, one video and perhaps one audio stream.
 */
record SdpOffer(Streams streams, LocalTransport transport) {
  static final int MID_EXTENSION = 4;
  static final int RID_EXTENSION = 10;
  static final int REPAIRED_RID_EXTENSION = 11;

  /** How far an audio's, or a retransmission's, SSRC is from the video's first. */
  static final int AUDIO_SSRC_OFFSET = 8;

  static final int RTX_SSRC_OFFSET = 16;

  /** From the first SSRC of a client to the first of the next. */
  static final int SSRCS = 32;

  static final String MID = "0";

  enum Direction {
    SEND,
    RECEIVE
  }

  /**
   * @param nack whether losses are asked for and repaired, by RTX (RFC 4588)
   * @param rids of simulcast, the lowest layer first; empty without
   * @param ssrc of the video that is sent, or of its lowest layer
   */
  record Streams(Direction direction, boolean audio, boolean nack, List<String> rids, int ssrc) {}

  /** The offer's text. RFC 9725 §4.2 lets a client that can only be the DTLS client say so. */
  String text() {
    String session =
        """
        v=0
        o=- %d 1 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE %s
        a=msid-semantic: WMS *
        """
            .formatted(Integer.toUnsignedLong(streams.ssrc()), streams.audio() ? MID + " 1" : MID);
    String sdp = session + videoLine() + (streams.audio() ? audioLine() : "");
    return sdp.replace("\n", "\r\n");
  }

  private boolean receives() {
    return streams.direction() == Direction.RECEIVE;
  }

  private String videoLine() {
    // Who receives offers retransmission as every browser does, even if it never asks for any.
    boolean retransmission = receives() || streams.nack();
    String media =
        """
        m=video 9 UDP/TLS/RTP/SAVPF %s
        c=IN IP4 0.0.0.0
        a=mid:%s
        %sa=rtpmap:96 VP8/90000
        a=rtcp-fb:96 nack pli
        a=rtcp-fb:96 ccm fir
        """
            .formatted(retransmission ? "96 97" : "96", MID, transportLines());
    String repair =
        """
        a=rtcp-fb:96 nack
        a=rtpmap:97 rtx/90000
        a=fmtp:97 apt=96
        """;
    return media + (retransmission ? repair : "") + (receives() ? "" : videoSources());
  }

  private String videoSources() {
    if (!streams.rids().isEmpty()) {
      return simulcast();
    }
    String source = source("video", streams.ssrc());
    if (!streams.nack()) {
      return source;
    }
    long media = Integer.toUnsignedLong(streams.ssrc());
    long rtx = Integer.toUnsignedLong(streams.ssrc() + RTX_SSRC_OFFSET);
    // RFC 5576 §4.2, RFC 4588 §8.8.
    return "a=ssrc-group:FID %d %d\n%sa=ssrc:%d cname:bench\n".formatted(media, rtx, source, rtx);
  }

  /** RFC 8853 §5.1, RFC 8851 §4; the layers are told apart by RFC 8852's header extensions. */
  private String simulcast() {
    return """
    a=extmap:%d urn:ietf:params:rtp-hdrext:sdes:mid
    a=extmap:%d urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
    a=extmap:%d urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
    a=msid:bench video
    %s
    a=simulcast:send %s
    """
        .formatted(
            MID_EXTENSION,
            RID_EXTENSION,
            REPAIRED_RID_EXTENSION,
            streams.rids().stream()
                .map(rid -> "a=rid:" + rid + " send")
                .collect(Collectors.joining("\n")),
            String.join(";", streams.rids()));
  }

  private String audioLine() {
    String media =
        """
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        c=IN IP4 0.0.0.0
        a=mid:1
        %sa=rtpmap:111 opus/48000/2
        a=fmtp:111 minptime=10;useinbandfec=1
        """
            .formatted(transportLines());
    return media + (receives() ? "" : source("audio", streams.ssrc() + AUDIO_SSRC_OFFSET));
  }

  private String transportLines() {
    return """
    %sa=rtcp-mux
    a=rtcp-rsize
    a=%s
    %s"""
        .formatted(
            transport.security(), receives() ? "recvonly" : "sendonly", transport.candidates());
  }

  private static String source(String kind, int ssrc) {
    return """
    a=msid:bench %s
    a=ssrc:%d cname:bench
    """
        .formatted(kind, Integer.toUnsignedLong(ssrc));
  }
}
