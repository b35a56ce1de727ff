package org.parley.turn.stream;

import java.time.Duration;

/**
 * What clients over streams may take.
 *
 * @param connections open at one time
 * @param unproven connections without an allocation at one time
 * @param unprovenPerAddress the same of one IPv4 address or IPv6 /64; loopback, where reverse
 *     proxies are, has no such limit
 * @param unprovenMessage bytes of a message of a client without an allocation
 * @param unwrittenBytes that wait for a client that does not read; more are dropped
 * @param silence after which a connection without an allocation is closed
 * @param handshake how long TLS may take
 */
public record StreamLimits(
    int connections,
    int unproven,
    int unprovenPerAddress,
    int unprovenMessage,
    int unwrittenBytes,
    Duration silence,
    Duration handshake) {
  public static final StreamLimits STANDARD =
      new StreamLimits(
          20_000, 10_000, 1_000, 4_096, 256 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(10));

  public StreamLimits {
    if (connections < 1 || unproven < 1 || unprovenPerAddress < 1 || unwrittenBytes < 4_096) {
      throw new IllegalArgumentException("limits of streams must be positive");
    }
  }
}
