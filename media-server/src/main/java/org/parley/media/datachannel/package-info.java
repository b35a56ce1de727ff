/**
 * Data channels over an SCTP association: their establishment (RFC 8832), payload protocols,
 * closing and the reuse of their streams (RFC 8831 section 6), and channels that both sides agreed
 * upon by other means.
 *
 * <p>Sans I/O, on one event loop, in the shape of the association below: {@code DataChannels} is
 * the one to be used from outside.
 */
@NullMarked
package org.parley.media.datachannel;

import org.jspecify.annotations.NullMarked;
