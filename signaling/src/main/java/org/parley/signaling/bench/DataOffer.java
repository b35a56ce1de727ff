package org.parley.signaling.bench;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.parley.media.api.Fingerprint;
import org.parley.media.api.IceCredentials;

/**
 * The offer of a client that wants data channels and nothing else (RFC 8841).
 *
 * @param candidate the client's only candidate
 */
record DataOffer(IceCredentials ice, Fingerprint fingerprint, InetSocketAddress candidate) {
  static final int MAX_MESSAGE = 256 * 1024;

  String text() {
    return """
    v=0
    o=- %d 1 IN IP4 127.0.0.1
    s=-
    t=0 0
    a=group:BUNDLE 0
    m=application 9 UDP/DTLS/SCTP webrtc-datachannel
    c=IN IP4 0.0.0.0
    a=mid:0
    a=ice-ufrag:%s
    a=ice-pwd:%s
    a=fingerprint:%s %s
    a=setup:active
    a=sctp-port:5000
    a=max-message-size:%d
    a=candidate:1 1 udp 2130706431 %s %d typ host
    a=end-of-candidates
    """
        .formatted(
            Integer.toUnsignedLong(ice.hashCode()),
            ice.ufrag(),
            ice.password(),
            fingerprint.algorithm(),
            fingerprint.value(),
            MAX_MESSAGE,
            address(),
            candidate.getPort())
        .replace("\n", "\r\n");
  }

  /** Without the zone of an IPv6 address, which means something on this machine alone. */
  private String address() {
    String text = candidate.getAddress().getHostAddress();
    int zone = text.indexOf('%');
    return candidate.getAddress() instanceof Inet6Address && zone >= 0
        ? text.substring(0, zone)
        : text;
  }
}
