/**
 * A small TURN client (RFC 8656), enough to find out whether a server relays. Blocking: to be used
 * on virtual threads. The only package of the module that speaks DTLS.
 */
@NullMarked
package org.parley.signaling.doctor.client;

import org.jspecify.annotations.NullMarked;
