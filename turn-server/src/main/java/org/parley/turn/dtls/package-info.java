/**
 * Clients over DTLS (RFC 7350), on the port of those over UDP: told apart by the first byte (RFC
 * 7983 §7), by Bouncy Castle. Nothing is kept of an address that has not sent a cookie back (RFC
 * 6347 §4.2.1); a handshake runs on a virtual thread of its own, and the records after it are read
 * and written on the event loop.
 *
 * <p>The JDK's DTLS engine does not serve here: its cookies do not depend on the client's address,
 * and each first ClientHello needs an engine.
 */
@NullMarked
package org.parley.turn.dtls;

import org.jspecify.annotations.NullMarked;
