/**
 * How packets of all peers come and go: one UDP port and the same TCP port, told apart by the first
 * byte (RFC 7983) and assigned to peers by ICE user name fragment (STUN) or by address (all else).
 *
 * <p>{@link org.parley.media.transport.MediaEndpoint} owns sockets and tables; {@link
 * org.parley.media.transport.PeerTransport} is one peer's ICE, DTLS and SRTP, and lives on its
 * owner loop. A packet that another loop received is handed over once. RFC 7983, RFC 5761, RFC
 * 5764, RFC 6544, RFC 4571.
 */
@NullMarked
package org.parley.media.transport;

import org.jspecify.annotations.NullMarked;
