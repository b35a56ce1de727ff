/**
 * WHIP (RFC 9725) and WHEP: publishing into a room and watching a participant by plain HTTP.
 *
 * <p>Only HTTP is known here; sessions are members of rooms ({@code org.parley.signaling.room}).
 * Handlers run on the virtual thread of their request. Trickle and ICE restart follow RFC 8840 and
 * RFC 9725 section 4.3, errors RFC 9457.
 */
@NullMarked
package org.parley.signaling.whip;

import org.jspecify.annotations.NullMarked;
