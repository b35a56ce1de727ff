package org.parley.signaling.room;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.RoomId;
import org.parley.signaling.protocol.MessageLimits;
import org.parley.signaling.protocol.ParticipantId;

/**
 * Proves that a client is the participant that lost its socket. It names the room, so that a server
 * finds the session without a table of all of them.
 *
 * @param secret unpredictable, 128 bits or more
 */
record ResumeToken(RoomId room, ParticipantId participant, String secret) {

  static @Nullable ResumeToken parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3
        || !MessageLimits.isRoomName(parts[0])
        || parts[1].isBlank()
        || parts[2].isBlank()) {
      return null;
    }
    return new ResumeToken(new RoomId(parts[0]), new ParticipantId(parts[1]), parts[2]);
  }

  String text() {
    return room + "." + participant + "." + secret;
  }

  /** In a time that does not depend on where they differ. */
  boolean hasSecretOf(ResumeToken other) {
    return MessageDigest.isEqual(
        secret.getBytes(StandardCharsets.UTF_8), other.secret.getBytes(StandardCharsets.UTF_8));
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "ResumeToken[" + room + ", " + participant + "]";
  }
}
