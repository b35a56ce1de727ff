/**
 * The STUN and TURN server inside the program: made from the configuration, changed with it,
 * counted, and listed for admins. Safe to use from any thread.
 */
@NullMarked
package org.parley.signaling.turn;

import org.jspecify.annotations.NullMarked;
