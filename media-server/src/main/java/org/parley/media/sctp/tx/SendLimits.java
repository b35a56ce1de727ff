package org.parley.media.sctp.tx;

/**
 * What may wait to be sent.
 *
 * @param maxMessageSize bytes of one message
 * @param maxStreamBuffer bytes of one stream that were not sent yet
 * @param maxBuffer bytes of all streams that were not acknowledged yet
 */
public record SendLimits(int maxMessageSize, int maxStreamBuffer, int maxBuffer) {}
