/**
 * The front door: one TCP port for the page, the HTTP interface, the WebSocket's way in and, told
 * apart by the first bytes after TLS, STUN and TURN over TCP.
 *
 * <p>Netty reads and writes on its event loops; its types stay inside this package. Handlers of
 * routes run on virtual threads and may block; the handlers of byte streams run on the event loop
 * of their connection and may not.
 *
 * <p>RFC 9110 and RFC 9112 (HTTP), RFC 9111 (caching), RFC 9457 (problem details), RFC 7983 (first
 * bytes).
 */
@NullMarked
package org.parley.signaling.http;

import org.jspecify.annotations.NullMarked;
