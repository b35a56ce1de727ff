package org.parley.signaling.negotiation.sdp;

/** What a peer may make us read; real offers of 64 m-lines stay far below. */
public final class SdpLimits {
  /** Characters of one description. */
  public static final int MAX_TEXT = 128 * 1024;

  /** Characters of one line. */
  public static final int MAX_LINE = 4 * 1024;

  public static final int MAX_MEDIA = 64;

  /** Candidates of one description or fragment; more are left out. */
  public static final int MAX_CANDIDATES = 64;

  private SdpLimits() {}
}
