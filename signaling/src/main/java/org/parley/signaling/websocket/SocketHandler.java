package org.parley.signaling.websocket;

/** Takes new WebSocket connections, after their handshake. */
@FunctionalInterface
public interface SocketHandler {
  /** Called on the socket's own virtual thread, before any message. */
  SocketSession onOpen(SocketContext context);
}
