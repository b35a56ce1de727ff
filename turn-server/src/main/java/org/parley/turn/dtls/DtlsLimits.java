package org.parley.turn.dtls;

import java.time.Duration;

/**
 * What clients over DTLS may take, of all loops together.
 *
 * @param halfOpen handshakes at one time
 * @param associations at one time, with those
 * @param handshake how long one may take
 * @param silence after which an association without an allocation is closed
 */
public record DtlsLimits(int halfOpen, int associations, Duration handshake, Duration silence) {
  public static final DtlsLimits STANDARD =
      new DtlsLimits(1_000, 20_000, Duration.ofSeconds(20), Duration.ofSeconds(30));
}
