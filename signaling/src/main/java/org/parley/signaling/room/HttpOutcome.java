package org.parley.signaling.room;

/** What became of a WHIP or WHEP request. */
public sealed interface HttpOutcome {

  /**
   * @param entityTag of the ICE session, without quotation marks
   */
  record Created(SessionId session, String sdp, String entityTag) implements HttpOutcome {}

  record Trickled() implements HttpOutcome {}

  /**
   * @param fragment as {@code application/trickle-ice-sdpfrag}
   */
  record Restarted(String fragment, String entityTag) implements HttpOutcome {}

  record Deleted() implements HttpOutcome {}

  /**
   * @param message for people
   */
  record Refused(Refusal refusal, String message) implements HttpOutcome {}

  /** Why a request is refused. */
  enum Refusal {
    BAD_OFFER,
    NAME_TAKEN,
    NO_SUCH_PARTICIPANT,
    NO_SUCH_SESSION,
    PRECONDITION_FAILED,
    ROOM_FULL,
    SERVER_FULL,
    SHUTTING_DOWN,
    INTERNAL
  }
}
