package org.parley.turn.conformance;

/** Of a user. */
public record Credentials(String user, String password) {
  /** The REST API's: good until a time in seconds since 1970. */
  public static Credentials ephemeral(String secret, String name, long expiry) {
    String user = expiry + ":" + name;
    return new Credentials(user, Digests.ephemeralPassword(secret, user));
  }
}
