package org.parley.signaling.auth;

import org.jspecify.annotations.Nullable;
import org.parley.signaling.protocol.ErrorCode;

/** The answer to somebody who wants to enter a room. */
public sealed interface Access {

  /**
   * @param name as the token decides it, else as asked for; null when neither names anybody
   */
  record Granted(String room, @Nullable String name, Grants grants) implements Access {}

  /**
   * @param message for people; the same for whatever is wrong with a token
   */
  record Refused(ErrorCode code, String message) implements Access {}
}
