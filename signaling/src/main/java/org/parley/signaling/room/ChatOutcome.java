package org.parley.signaling.room;

/** What became of a chat message. */
enum ChatOutcome {
  BY_CHANNEL,
  BY_SOCKET,
  TOO_FAST,
  FORBIDDEN,
  UNKNOWN_PARTICIPANT,
  MALFORMED
}
