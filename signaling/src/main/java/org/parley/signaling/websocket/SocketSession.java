package org.parley.signaling.websocket;

/** One connection, as its user sees it. Called in order on the socket's own virtual thread. */
public interface SocketSession {
  /** A whole text message, at most as long as the limit. */
  void onText(String text);

  /**
   * The connection is gone, for whatever reason. The last call, and exactly one.
   *
   * @param code the close code (RFC 6455 section 7.4), 1006 when the connection just broke
   */
  void onClosed(int code, String reason);
}
