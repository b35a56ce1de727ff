package org.parley.signaling.protocol;

import java.util.Locale;

/** The closed set of errors that a client can be told. */
public enum ErrorCode {
  BAD_MESSAGE(false, false),
  BAD_OFFER(false, false),
  NOT_JOINED(true, false),
  UNAUTHORIZED(true, false),
  FORBIDDEN(false, false),
  NAME_TAKEN(true, false),
  ROOM_FULL(true, true),
  SERVER_FULL(true, true),
  RESUME_FAILED(true, false),
  TOO_MANY_MESSAGES(true, true),
  REPLACED(true, false),
  REMOVED(true, false),
  UNKNOWN_PARTICIPANT(false, false),
  CHAT_TOO_FAST(false, true),
  MEDIA_FAILED(false, true),
  SHUTTING_DOWN(true, true),
  INTERNAL(true, true);

  private final boolean endsSession;
  private final boolean retryable;

  ErrorCode(boolean endsSession, boolean retryable) {
    this.endsSession = endsSession;
    this.retryable = retryable;
  }

  /** Whether a close frame follows. */
  public boolean endsSession() {
    return endsSession;
  }

  /** Whether the same request may succeed later without a change. */
  public boolean retryable() {
    return retryable;
  }

  /** Of the close frame, where the session ends (RFC 6455 section 7.4.1). */
  public int closeCode() {
    return switch (this) {
      case SHUTTING_DOWN -> 1001; // going away
      case INTERNAL -> 1011; // an unexpected condition
      default -> 1008; // violates a policy
    };
  }

  /** The word on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
