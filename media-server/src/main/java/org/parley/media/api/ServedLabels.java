package org.parley.media.api;

/**
 * Labels of data channels whose messages are not passed on to other peers but to the control side,
 * which answers on them.
 */
public final class ServedLabels {
  /** Of all labels that peers must not use among themselves. */
  public static final String RESERVED_PREFIX = "parley.";

  public static final String CHAT = "parley.chat";

  private ServedLabels() {}
}
