/**
 * What leaves towards a subscriber: slots that stay one continuous stream over every change of
 * source, retransmissions and sender reports.
 *
 * <p>Sans I/O: plain-text packets in, plain-text packets out through {@link
 * org.parley.media.send.PacketWriter}'s buffer; runs on the room's event loop. Follows RFC 3550,
 * RFC 4588, RFC 7741 and RFC 8285.
 */
@NullMarked
package org.parley.media.send;

import org.jspecify.annotations.NullMarked;
