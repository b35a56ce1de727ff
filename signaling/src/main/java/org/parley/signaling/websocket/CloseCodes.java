package org.parley.signaling.websocket;

/** The close codes that we send (RFC 6455 section 7.4.1). */
public final class CloseCodes {
  public static final int NORMAL = 1000;
  public static final int GOING_AWAY = 1001;
  public static final int PROTOCOL_ERROR = 1002;
  public static final int UNACCEPTABLE_DATA = 1003;

  /** Never sent: the connection broke without a close frame. */
  public static final int ABNORMAL = 1006;

  public static final int POLICY_VIOLATION = 1008;
  public static final int TOO_BIG = 1009;
  public static final int INTERNAL_ERROR = 1011;

  private CloseCodes() {}
}
