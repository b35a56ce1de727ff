package org.parley.turn.auth;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Who may use the relay.
 *
 * @param realm {@code turn.realm}
 * @param secrets {@code turn.secret}: the one in use first, then those still valid while it is
 *     being changed
 * @param users {@code turn.users}: passwords by name
 * @param nonceLifetime after which a client is asked to authenticate with a fresh nonce
 * @param nonceKey random, the same for all cores of a server
 */
public record AuthConfig(
    String realm,
    List<String> secrets,
    Map<String, String> users,
    Duration nonceLifetime,
    byte[] nonceKey) {
  // RFC 8489 §14.9: fewer than 128 characters, and at most 763 bytes.
  private static final int MAX_REALM = 127;

  public AuthConfig {
    secrets = List.copyOf(secrets);
    users = Map.copyOf(users);
    nonceKey = nonceKey.clone();
    if (realm.isEmpty() || realm.length() > MAX_REALM) {
      throw new IllegalArgumentException("turn.realm must have 1 to 127 characters");
    }
    if (secrets.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("turn.secret must not be empty");
    }
    for (Map.Entry<String, String> user : users.entrySet()) {
      if (user.getKey().isEmpty() || user.getValue().isEmpty()) {
        throw new IllegalArgumentException(
            "turn.users: a name or the password of \"" + user.getKey() + "\" is empty");
      }
    }
    if (nonceLifetime.compareTo(Duration.ofSeconds(1)) < 0
        || nonceLifetime.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("the lifetime of nonces must be between 1 s and 1 day");
    }
    if (nonceKey.length < 16) {
      throw new IllegalArgumentException("the key of nonces must have 16 bytes at least");
    }
  }

  @Override
  public byte[] nonceKey() {
    return nonceKey.clone();
  }

  @Override
  public String toString() {
    return "AuthConfig[realm=" + realm + ", users=" + users.keySet() + "]";
  }
}
