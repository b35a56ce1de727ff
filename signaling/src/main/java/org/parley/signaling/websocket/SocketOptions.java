package org.parley.signaling.websocket;

import java.time.Duration;
import java.util.List;

/**
 * What WebSocket connections are held to.
 *
 * @param subprotocol that a client must offer
 * @param messageBytes of one message, in all its fragments
 * @param queuedBytes that may wait for a client that does not read
 * @param silence after so long without a byte the connection is closed
 * @param allowedOrigins beside those of our own host
 */
public record SocketOptions(
    String subprotocol,
    int messageBytes,
    int queuedBytes,
    Duration silence,
    List<String> allowedOrigins) {
  public SocketOptions {
    allowedOrigins = List.copyOf(allowedOrigins);
  }
}
