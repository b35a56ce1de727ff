/**
 * The seam between what clients reach us by and the TURN server of one event loop. Connections and
 * DTLS associations are {@link org.parley.turn.link.ClientLink}s; what they receive goes into the
 * {@link org.parley.turn.link.ClientIntake} of their loop, on that loop's thread.
 */
@NullMarked
package org.parley.turn.link;

import org.jspecify.annotations.NullMarked;
