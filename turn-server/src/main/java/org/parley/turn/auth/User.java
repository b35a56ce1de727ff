package org.parley.turn.auth;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who proved to know a password.
 *
 * @param username as the client sends it; an allocation belongs to it (RFC 8656 §5)
 * @param account what quotas count: the name without the expiry, so that fresh credentials bring no
 *     fresh quota
 * @param expiryEpochSeconds when the credentials end, {@link Long#MAX_VALUE} for never
 */
public record User(String username, String account, long expiryEpochSeconds) {

  static User longTerm(String username) {
    return new User(username, username, Long.MAX_VALUE);
  }

  /** Null if the name does not begin with an expiry. */
  static @Nullable User ephemeral(String username) {
    int colon = username.indexOf(':');
    String digits = colon < 0 ? username : username.substring(0, colon);
    // 18 digits fit a long.
    if (digits.isEmpty() || digits.length() > 18 || !isNumber(digits)) {
      return null;
    }
    String account = colon < 0 ? "" : username.substring(colon + 1);
    return new User(username, account, Long.parseLong(digits));
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  public boolean expired(long nowEpochSeconds) {
    return nowEpochSeconds >= expiryEpochSeconds;
  }
}
