/**
 * The STUN codec of RFC 8489: messages and attributes as values, the parser, the encoder, and the
 * two attributes that protect a message (MESSAGE-INTEGRITY and FINGERPRINT).
 *
 * <p>Pure functions over byte arrays: no thread, clock, socket or randomness. The attributes of ICE
 * (RFC 8445 §7.1) are part of it. Whatever a peer sends, the parser returns parsed or malformed.
 */
@NullMarked
package org.parley.turn.stun;

import org.jspecify.annotations.NullMarked;
