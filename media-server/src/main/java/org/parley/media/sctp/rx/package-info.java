/**
 * The receiving half of an association: TSNs and their acknowledgement (RFC 9260 section 6.2),
 * reassembly of fragments (section 6.9; RFC 8260 section 2 where they interleave), order within
 * streams, what was given up by the sender (RFC 3758 section 3.6), and the window.
 *
 * <p>Belongs to one event loop. Everything that a peer can make us keep is charged to the window,
 * with what the objects around it cost; {@code Inbound} is the one to be used from outside.
 */
@NullMarked
package org.parley.media.sctp.rx;

import org.jspecify.annotations.NullMarked;
