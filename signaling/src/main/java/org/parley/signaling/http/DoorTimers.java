package org.parley.signaling.http;

import java.time.Duration;

/**
 * How long a client may take.
 *
 * @param header from a request's first byte, or from the connection, to the end of its header; the
 *     TLS handshake has as long again
 * @param body from the end of the header to the end of the request
 * @param idle between two requests of a connection
 * @param answer from the end of the request until the response is written
 */
public record DoorTimers(Duration header, Duration body, Duration idle, Duration answer) {
  public static DoorTimers standard() {
    return new DoorTimers(
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60));
  }
}
