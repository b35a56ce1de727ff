/**
 * Who may enter which room and do what there, and the credentials that clients get for TURN.
 *
 * <p>Tokens are JSON Web Tokens (RFC 7519) signed with HMAC-SHA256 (RFC 7515, RFC 7518 section
 * 3.2); this is the only package of the module that touches the library for them. Safe to use from
 * any thread; reads no clock, the time is passed in.
 */
@NullMarked
package org.parley.signaling.auth;

import org.jspecify.annotations.NullMarked;
