/**
 * The state machine of an association: handshake with a stateless cookie, collision and restart
 * (RFC 9260 section 5), packets out of the blue (section 8.4), heartbeats and failure (section 8),
 * shutdown and abort (section 9), stream reset (RFC 6525).
 *
 * <p>Sans I/O, on one event loop: packets and time in; packets, {@code AssociationEvent}s and the
 * next deadline out. {@code Association} is the one to be used from outside; randomness comes from
 * the secret that it is given.
 */
@NullMarked
package org.parley.media.sctp.association;

import org.jspecify.annotations.NullMarked;
