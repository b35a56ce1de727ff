package org.parley.signaling.auth;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.protocol.ErrorCode;

/** Decides who may enter: everybody, or those with a token. */
public final class Authenticator {
  private static final Access.Refused UNAUTHORIZED =
      new Access.Refused(
          ErrorCode.UNAUTHORIZED,
          "The token is missing, wrong, expired or for another room. Ask for a new one.");

  private volatile @Nullable TokenVerifier tokens;

  private Authenticator(@Nullable TokenVerifier tokens) {
    this.tokens = tokens;
  }

  /** {@code auth.mode: open}: everybody may do everything; tokens are not looked at. */
  public static Authenticator open() {
    return new Authenticator(null);
  }

  /**
   * {@code auth.mode: token}.
   *
   * @throws IllegalArgumentException without a key, with the remedy
   */
  public static Authenticator withTokens(List<AuthKey> keys) {
    return new Authenticator(new TokenVerifier(keys));
  }

  /** Other keys from now on; whoever is inside stays. Without effect where no token is needed. */
  public void replaceKeys(List<AuthKey> keys) {
    if (tokens != null) {
      tokens = new TokenVerifier(keys);
    }
  }

  public boolean needsToken() {
    return tokens != null;
  }

  /** Whether somebody may see what concerns the server rather than a room. */
  public AdminAccess admin(@Nullable String token, boolean local, Instant now) {
    TokenVerifier verifier = tokens;
    if (verifier == null) {
      return local ? AdminAccess.GRANTED : AdminAccess.NOT_LOCAL;
    }
    Boolean admin = verifier.isAdmin(token == null ? "" : token, now);
    if (admin == null) {
      return AdminAccess.BAD_TOKEN;
    }
    return admin ? AdminAccess.GRANTED : AdminAccess.NO_GRANT;
  }

  /**
   * @param room asked for; null leaves it to the token
   * @param name asked for; null leaves it to the token
   */
  public Access access(
      @Nullable String token, @Nullable String room, @Nullable String name, Instant now) {
    TokenVerifier verifier = tokens;
    if (verifier == null) {
      return room == null
          ? new Access.Refused(ErrorCode.BAD_MESSAGE, "`room` is missing")
          : new Access.Granted(room, name, Grants.ALL);
    }
    TokenClaims claims = verifier.verify(token == null ? "" : token, now);
    // One answer for all, so that neither rooms nor names can be guessed by it.
    if (claims == null
        || (room != null && !room.equals(claims.room()))
        || (name != null && claims.name() != null && !name.equals(claims.name()))) {
      return UNAUTHORIZED;
    }
    return new Access.Granted(
        claims.room(), claims.name() == null ? name : claims.name(), claims.grants());
  }
}
