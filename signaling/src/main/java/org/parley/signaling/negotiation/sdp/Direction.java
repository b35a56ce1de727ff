package org.parley.signaling.negotiation.sdp;

import org.jspecify.annotations.Nullable;

/** Who sends, seen by the writer of the description (RFC 8866 section 6.7). */
public enum Direction implements Attribute {
  SENDRECV("sendrecv", true, true),
  SENDONLY("sendonly", true, false),
  RECVONLY("recvonly", false, true),
  INACTIVE("inactive", false, false);

  private final String text;
  private final boolean sends;
  private final boolean receives;

  Direction(String text, boolean sends, boolean receives) {
    this.text = text;
    this.sends = sends;
    this.receives = receives;
  }

  public static Direction of(boolean sends, boolean receives) {
    if (sends) {
      return receives ? SENDRECV : SENDONLY;
    }
    return receives ? RECVONLY : INACTIVE;
  }

  static @Nullable Direction parse(String text) {
    for (Direction direction : values()) {
      if (direction.text.equals(text)) {
        return direction;
      }
    }
    return null;
  }

  public boolean sends() {
    return sends;
  }

  public boolean receives() {
    return receives;
  }

  /** The same, seen from the other side. */
  public Direction mirrored() {
    return of(receives, sends);
  }

  @Override
  public String text() {
    return text;
  }
}
