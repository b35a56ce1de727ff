/**
 * What the server answers: the STUN usage of RFC 8489 §13 (a basic Binding server).
 *
 * <p>Sans I/O: a packet and its source in, a reply out; no socket, clock or thread. May be called
 * from any thread.
 */
@NullMarked
package org.parley.turn.relay;

import org.jspecify.annotations.NullMarked;
