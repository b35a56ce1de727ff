package org.parley.signaling.bench;

import java.net.InetSocketAddress;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCredentials;

/**
 * The offer of a client that sends, or one that receives, one video and perhaps one audio stream.
 *
 * @param candidate the client's only candidate
 * @param ssrc of the video that is sent; the audio's is the next
 */
record SdpOffer(
    Direction direction,
    boolean audio,
    IceCredentials ice,
    Fingerprint fingerprint,
    InetSocketAddress candidate,
    int ssrc) {

  enum Direction {
    SEND,
    RECEIVE
  }

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
            .formatted(Integer.toUnsignedLong(ssrc), audio ? "0 1" : "0");
    String sdp = session + videoLine() + (audio ? audioLine() : "");
    return sdp.replace("\n", "\r\n");
  }

  private String videoLine() {
    boolean receives = direction == Direction.RECEIVE;
    String media =
        """
        m=video 9 UDP/TLS/RTP/SAVPF %s
        c=IN IP4 0.0.0.0
        a=mid:0
        %sa=rtpmap:96 VP8/90000
        a=rtcp-fb:96 nack pli
        a=rtcp-fb:96 ccm fir
        """
            .formatted(receives ? "96 97" : "96", transport());
    String retransmission =
        """
        a=rtcp-fb:96 nack
        a=rtpmap:97 rtx/90000
        a=fmtp:97 apt=96
        """;
    return media + (receives ? retransmission : source("video", ssrc));
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
            .formatted(transport());
    return media + (direction == Direction.RECEIVE ? "" : source("audio", ssrc + 1));
  }

  private String transport() {
    return """
    a=ice-ufrag:%s
    a=ice-pwd:%s
    a=fingerprint:%s %s
    a=setup:active
    a=rtcp-mux
    a=rtcp-rsize
    a=%s
    a=candidate:1 1 udp 2130706431 %s %d typ host
    a=end-of-candidates
    """
        .formatted(
            ice.ufrag(),
            ice.password(),
            fingerprint.algorithm(),
            fingerprint.value(),
            direction == Direction.SEND ? "sendonly" : "recvonly",
            candidate.getAddress().getHostAddress(),
            candidate.getPort());
  }

  private static String source(String kind, int ssrc) {
    return """
    a=msid:bench %s
    a=ssrc:%d cname:bench
    """
        .formatted(kind, Integer.toUnsignedLong(ssrc));
  }
}
