/**
 * ICE as an ice-lite side (RFC 8445 section 2.5): we answer connectivity checks and follow the
 * peer's nominations. An authenticated check is the peer's consent (RFC 7675), and the only way an
 * address is learnt. Where a connected peer's checks pause, we ask for its consent by our own.
 *
 * <p>{@link org.parley.media.transport.ice.IceSession} is a core without I/O: messages and time in,
 * answers and events out; it lives on one loop. What answers a check stands behind {@link
 * org.parley.media.transport.ice.CheckResponder}, which ice4j implements; the plain checks that
 * keep a validated pair alive are most of all, and the session answers them itself. RFC 8489, RFC
 * 8445, RFC 8839, RFC 7675.
 */
@NullMarked
package org.parley.media.transport.ice;

import org.jspecify.annotations.NullMarked;
