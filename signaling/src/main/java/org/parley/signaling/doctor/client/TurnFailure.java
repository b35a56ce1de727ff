package org.parley.signaling.doctor.client;

/** The server does not do what was asked for. The message says what, and what it answered. */
public final class TurnFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  TurnFailure(String message) {
    this(message, 0);
  }

  TurnFailure(String message, int code) {
    super(message);
    this.code = code;
  }

  TurnFailure(String message, Throwable cause) {
    super(message, cause);
    this.code = 0;
  }

  /** The error code of the answer; 0 without one. */
  public int code() {
    return code;
  }
}
