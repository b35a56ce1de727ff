/**
 * RTP packets as they lie in a buffer (RFC 3550 section 5), their header extensions (RFC 8285) and
 * the arithmetic of sequence numbers and timestamps.
 *
 * <p>Views are mutable, reused for packet after packet and belong to the one event loop that wraps
 * them; nothing here reads a clock, allocates for a packet or keeps a reference count. Values of
 * extensions follow RFC 6464 (audio level), RFC 8843 and RFC 8852 (mid, rid) and
 * draft-holmer-rmcat-transport-wide-cc-extensions-01; retransmissions follow RFC 4588.
 */
@NullMarked
package org.parley.media.rtp;

import org.jspecify.annotations.NullMarked;
