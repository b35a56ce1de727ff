/**
 * With whom a client may exchange data through the relay: addresses in one canonical form,
 * networks, and the rules over them.
 *
 * <p>Immutable values, for any thread. RFC 8656 §21.1.4 (firewalls behind the relay), RFC 6890
 * (special addresses), RFC 4291 §2.5.5, RFC 6052, RFC 3056, RFC 4380, RFC 5214 (IPv4 in IPv6).
 */
@NullMarked
package org.parley.turn.peers;

import org.jspecify.annotations.NullMarked;
