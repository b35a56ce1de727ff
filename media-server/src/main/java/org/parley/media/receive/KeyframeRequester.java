package org.parley.media.receive;

/**
 * Decides when a layer's publisher is asked for a keyframe: at once, but never more often than
 * every {@link #INTERVAL_NANOS} however many viewers ask, and again every {@link #RETRY_NANOS}
 * until one has come. Lives on the publisher's loop.
 */
public final class KeyframeRequester {
  public static final long INTERVAL_NANOS = 200_000_000;
  public static final long RETRY_NANOS = 400_000_000;

  /** Set by whoever watches, on any loop; taken by the publisher's. */
  private volatile boolean asked;

  private boolean wanted;
  private boolean everAsked;
  private boolean askedSinceWanted;
  private long askedNanos;

  /** Somebody needs a keyframe of this layer; any thread. */
  public void want() {
    asked = true;
  }

  public void onKeyframe() {
    asked = false;
    wanted = false;
  }

  /** Whether to send a request now. */
  public boolean poll(long nowNanos) {
    if (asked) {
      asked = false;
      if (!wanted) {
        wanted = true;
        askedSinceWanted = false;
      }
    }
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
