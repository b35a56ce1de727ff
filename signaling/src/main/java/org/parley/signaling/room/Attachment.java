package org.parley.signaling.room;

/** By what a member is held in its room. */
sealed interface Attachment {

  record Attached(ConnectionId connection, long heardNanos) implements Attachment {}

  /** The socket was lost; the client may resume. */
  record Detached(long sinceNanos) implements Attachment {}

  record Whip(SessionId session) implements Attachment {}

  /**
   * Not listed as a participant; its slots follow whoever has the name.
   *
   * @param target name of the participant that is shown
   */
  record Whep(SessionId session, String target) implements Attachment {}
}
