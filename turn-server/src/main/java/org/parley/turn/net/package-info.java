/**
 * The STUN server's sockets: UDP and TCP on {@code turn.listen}, by Netty (epoll where it loads),
 * on event loops of its own. RFC 8489 §6.2.1 and §6.2.2.
 */
@NullMarked
package org.parley.turn.net;

import org.jspecify.annotations.NullMarked;
