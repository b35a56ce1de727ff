package org.parley.media.receive;

/**
 * Decides when a layer's publisher is asked for a keyframe: at once, but never more often than
 * every {@link #INTERVAL_NANOS} however many viewers ask, and again every {@link #RETRY_NANOS}
 * until one has come.
 */
public final class KeyframeRequester {
  public static final long INTERVAL_NANOS = 200_000_000;
  public static final long RETRY_NANOS = 400_000_000;

  private boolean wanted;
  private boolean everAsked;
  private boolean askedSinceWanted;
  private long askedNanos;

  /** Somebody needs a keyframe of this layer. */
  public void want() {
    if (!wanted) {
      wanted = true;
      askedSinceWanted = false;
    }
  }

  public void onKeyframe() {
    wanted = false;
  }

  /** Whether to send a request now. */
  public boolean poll(long nowNanos) {
    if (!wanted) {
      return false;
    }
    long pause = askedSinceWanted ? RETRY_NANOS : INTERVAL_NANOS;
    if (everAsked && nowNanos - askedNanos < pause) {
      return false;
    }
    everAsked = true;
    askedSinceWanted = true;
    askedNanos = nowNanos;
    return true;
  }
}
