/**
 * Who a client is: the long-term credential mechanism of RFC 8489 §9.2 over users of the
 * configuration and over ephemeral credentials (the REST API's: draft-uberti-behave-turn-rest).
 *
 * <p>Sans I/O: time comes in as an argument, randomness as keys. Nothing is remembered of a client
 * that has not authenticated: nonces are stateless. Instances are immutable but for {@link
 * org.parley.turn.auth.Authenticator}, which belongs to one thread.
 */
@NullMarked
package org.parley.turn.auth;

import org.jspecify.annotations.NullMarked;
