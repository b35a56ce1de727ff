package org.parley.media.sctp.rx;

/**
 * What the receiving half holds itself to.
 *
 * @param initialTsn the peer's first
 * @param streams that the peer may send on
 * @param interleaved whether I-DATA was negotiated
 * @param window bytes that may be held for the consumer and for reassembly
 * @param maxMessageSize bytes of one message
 * @param sackDelayNanos the longest that a SACK waits
 */
public record InboundConfig(
    int initialTsn,
    int streams,
    boolean interleaved,
    int window,
    int maxMessageSize,
    long sackDelayNanos) {}
