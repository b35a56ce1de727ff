package org.parley.signaling.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.protocol.MessageLimits;

/**
 * What a token says.
 *
 * @param room the one room that it opens
 * @param name the {@code name} claim, else {@code sub}: who its bearer is; null lets the bearer
 *     choose
 * @param expires the {@code exp} claim
 */
public record TokenClaims(String room, @Nullable String name, Grants grants, Instant expires) {
  public TokenClaims {
    if (!MessageLimits.isRoomName(room)) {
      throw new IllegalArgumentException(
          "A room is named by 1 to 64 of A-Z, a-z, 0-9, _ and -, not: " + room);
    }
    if (name != null && !MessageLimits.isParticipantName(name)) {
      throw new IllegalArgumentException("A name is 1 to 64 printable characters");
    }
  }
}
