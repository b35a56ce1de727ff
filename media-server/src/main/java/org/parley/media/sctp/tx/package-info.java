/**
 * The sending half of an association: queues of streams and how they share the association (RFC
 * 8260 section 3), fragmentation (RFC 9260 section 6.9), what is in flight, congestion control
 * (section 7), retransmission (section 6.3) and giving up (RFC 3758, RFC 7496).
 *
 * <p>Belongs to one event loop. Payloads are referred to until they are acknowledged, never copied
 * but into packets; sending and acknowledging a chunk makes no object. {@code Outbound} is the one
 * to be used from outside.
 */
@NullMarked
package org.parley.media.sctp.tx;

import org.jspecify.annotations.NullMarked;
