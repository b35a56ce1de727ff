package org.parley.signaling.http;

import java.time.Duration;

/**
 * Answers requests that ask to leave HTTP (RFC 9110 section 7.8). Called on the connection's event
 * loop.
 */
@FunctionalInterface
public interface UpgradeHandler {
  Upgrade upgrade(HttpRequest request, ByteStream stream);

  /** The answer to an upgrade. */
  sealed interface Upgrade {
    /** HTTP goes on, with this response. */
    record Refused(HttpResponse response) implements Upgrade {}

    /**
     * The handler has the stream from here on; it also writes the 101.
     *
     * @param silence after so long without a byte from the client the connection is closed
     */
    record Accepted(StreamHandler handler, Duration silence) implements Upgrade {}
  }
}
