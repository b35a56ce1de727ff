/**
 * What arrives from a publisher: which layer of which track a packet belongs to, what is missing,
 * what was received.
 *
 * <p>Sans I/O: packets and {@code nowNanos} in, values out. Runs on the room's event loop. Follows
 * RFC 3550 (statistics), RFC 4585 (NACK), RFC 4588 (RTX), RFC 8843 and RFC 8852 (demultiplexing),
 * and draft-holmer-rmcat-transport-wide-cc-extensions-01.
 */
@NullMarked
package org.parley.media.receive;

import org.jspecify.annotations.NullMarked;
