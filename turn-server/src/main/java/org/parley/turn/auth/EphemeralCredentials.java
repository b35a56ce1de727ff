package org.parley.turn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/**
 * A user name that says when it ends, {@code expiry:name} with the expiry in seconds since 1970,
 * and a password that the holder of the secret derives from it.
 *
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-uberti-behave-turn-rest-00">A REST API
 *     for access to TURN services</a>
 */
public record EphemeralCredentials(String username, String password) {

  /** What a client is handed: {@code base64(HMAC-SHA1(secret, username))} is its password. */
  public static EphemeralCredentials issue(String secret, String name, long expiryEpochSeconds) {
    String username = expiryEpochSeconds + ":" + name;
    return new EphemeralCredentials(username, password(secret, username));
  }

  static String password(String secret, String username) {
    byte[] hmac = Keys.hmac("HmacSHA1", secret.getBytes(UTF_8), username.getBytes(UTF_8));
    return Base64.getEncoder().encodeToString(hmac);
  }

  @Override
  public String toString() {
    return "EphemeralCredentials[" + username + "]";
  }
}
