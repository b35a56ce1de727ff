/**
 * WebSocket connections (RFC 6455): the library's engine inside the process, fed with the bytes
 * that the front door reads. It caps frames, messages and fragments, checks subprotocol and origin,
 * and hands whole text messages to a {@link org.parley.signaling.websocket.SocketHandler}.
 *
 * <p>Bytes are decoded on the connection's event loop; sessions are called on one virtual thread
 * per socket, in order.
 */
@NullMarked
package org.parley.signaling.websocket;

import org.jspecify.annotations.NullMarked;
