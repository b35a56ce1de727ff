package org.parley.turn.auth;

import java.util.List;
import org.parley.turn.stun.Integrity;
import org.parley.turn.stun.StunAttribute;

/** What became of a request's credentials. */
public sealed interface Authentication {

  /**
   * The client knows the user's password.
   *
   * @param key protects the answer
   * @param integrity the answer is protected like the request
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Authenticated(User user, byte[] key, Integrity integrity) implements Authentication {}

  /**
   * To be refused, without protection.
   *
   * @param challenge what goes beside the error: REALM, NONCE, PASSWORD-ALGORITHMS
   */
  record Refused(int code, String reason, List<StunAttribute> challenge)
      implements Authentication {}
}
