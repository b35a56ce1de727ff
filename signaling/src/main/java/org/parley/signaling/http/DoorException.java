package org.parley.signaling.http;

/** The door cannot be opened. The message names the setting and the way out. */
public final class DoorException extends Exception {
  private static final long serialVersionUID = 1L;

  DoorException(String message, Throwable cause) {
    super(message, cause);
  }
}
