/**
 * What RFC 8489 (STUN), RFC 8656 (TURN), RFC 6062 and RFC 8016 want of a server, seen from outside:
 * a client that writes its own bytes and computes its own HMACs, and the cases over UDP, TCP and
 * TLS.
 *
 * <p>They run against our server in this process, or against any other by the system property
 * {@code turn.conformance.target} ({@link org.parley.turn.conformance.Target}). All runs on the
 * test's thread.
 */
@NullMarked
package org.parley.turn.conformance;

import org.jspecify.annotations.NullMarked;
