package org.parley.signaling.protocol;

/** Why a participant is gone. */
public enum LeaveReason {
  /** It said so. */
  LEFT,
  /** Its socket was lost and it did not resume in time. */
  TIMEOUT,
  /** Its media connection failed and there was no other. */
  FAILED,
  /** Somebody with the right to do so ended the session, or the server stops. */
  REMOVED
}
