package org.parley.media.rtp.rtcp;

/**
 * Reception of one source (RFC 3550 section 6.4.1).
 *
 * @param fractionLost 0 to 255, of 256, since the report before
 * @param cumulativeLost packets lost, -2^23 to 2^23 - 1; duplicates make it negative
 * @param extendedHighestSequence cycles in the upper 16 bits
 * @param jitter in timestamp units, unsigned
 * @param lastSenderReport the middle 32 bits of the NTP time of the last sender report, or 0
 * @param delaySinceLastSenderReport in 1/65536 s, unsigned
 */
public record ReportBlock(
    int ssrc,
    int fractionLost,
    int cumulativeLost,
    int extendedHighestSequence,
    int jitter,
    int lastSenderReport,
    int delaySinceLastSenderReport) {
  static final int LENGTH = 24;
}
