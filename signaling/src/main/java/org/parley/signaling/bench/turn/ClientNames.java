package org.parley.signaling.bench.turn;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.parley.turn.auth.EphemeralCredentials;

/** Makes clients with the credentials that their server knows. Any thread. */
final class ClientNames {
  private static final Duration VALID = Duration.ofHours(12);

  private final TurnBenchOptions.Credentials credentials;
  private final long expirySeconds;
  private final AtomicLong made;

  /**
   * @param firstId what transaction ids begin with, so that no two runs have the same
   */
  ClientNames(TurnBenchOptions.Credentials credentials, long epochSeconds, long firstId) {
    this.credentials = credentials;
    this.expirySeconds = epochSeconds + VALID.toSeconds();
    this.made = new AtomicLong(firstId);
  }

  TurnClient next() {
    long id = made.incrementAndGet();
    return switch (credentials) {
      case TurnBenchOptions.Credentials.Password(String user, String password) ->
          new TurnClient(user, password, id);
      case TurnBenchOptions.Credentials.Secret(String secret) -> {
        EphemeralCredentials issued =
            EphemeralCredentials.issue(secret, Long.toHexString(id), expirySeconds);
        yield new TurnClient(issued.username(), issued.password(), id);
      }
    };
  }
}
