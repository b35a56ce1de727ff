package org.parley.media.sctp.tx;

/**
 * What the two sides have agreed upon for the sending half of ours.
 *
 * @param initialTsn our first
 * @param streams that we may send on
 * @param interleaved whether I-DATA was negotiated
 * @param partialReliability whether the peer understands that messages are given up
 * @param mtu bytes of a packet
 * @param maxFlight bytes that may be in flight
 * @param peerWindow bytes that the peer has room for at first
 */
public record OutboundConfig(
    int initialTsn,
    int streams,
    boolean interleaved,
    boolean partialReliability,
    int mtu,
    int maxFlight,
    long peerWindow) {}
