/**
 * Clients over TCP and TLS: connections are accepted or taken over from the HTTP port, messages cut
 * out of the stream (RFC 8489 §6.2.2, RFC 8656 §3.1 and §12.5), and those to the client written in
 * one piece for each wake-up. A connection lives on one event loop.
 */
@NullMarked
package org.parley.turn.stream;

import org.jspecify.annotations.NullMarked;
