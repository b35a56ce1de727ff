package org.parley.signaling.bench;

/** The offer of a client that wants data channels and nothing else (RFC 8841). */
record DataOffer(LocalTransport transport) {
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
    %sa=sctp-port:5000
    a=max-message-size:%d
    %s"""
        .formatted(
            Integer.toUnsignedLong(transport.ice().hashCode()),
            transport.security(),
            MAX_MESSAGE,
            transport.candidates())
        .replace("\n", "\r\n");
  }
}
