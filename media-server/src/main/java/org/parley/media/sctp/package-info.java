/**
 * SCTP as data channels use it, over DTLS (RFC 9260, RFC 8261, RFC 8831), without I/O.
 *
 * <p>This package holds what its parts share: arithmetic of serial numbers, tables of streams and
 * deadlines. {@code packet} reads and writes what is on the wire, {@code rx} makes messages of
 * received chunks, {@code tx} makes chunks of messages and decides when they leave, {@code
 * association} is the protocol's state machine around both and the one to be used from outside. All
 * of it belongs to one event loop; time and randomness are passed in.
 */
@NullMarked
package org.parley.media.sctp;

import org.jspecify.annotations.NullMarked;
