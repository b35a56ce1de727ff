package org.parley.signaling.bench;

/**
 * Finds the greatest load that is borne: half as much again until one is not, then halves the
 * distance until it is small. A load fails only when it fails twice, since on a shared machine one
 * bad moment is not the ceiling. No I/O, no clock.
 */
public final class CeilingSearch {
  private static final double GROWTH = 1.5;
  private static final double PRECISION = 0.05;
  private static final int NONE = -1;

  private final int most;
  private int good;
  private int bad = NONE;
  private int candidate;
  private boolean failedOnce;
  private boolean finished;

  public CeilingSearch(int first, int most) {
    this.most = most;
    this.candidate = Math.clamp(first, 1, most);
  }

  public boolean isFinished() {
    return finished;
  }

  /** The load to try, until the search is finished. */
  public int candidate() {
    return candidate;
  }

  /** The greatest load that was borne; 0 for none. */
  public int best() {
    return good;
  }

  /** True when even the greatest load that may be tried was borne. */
  public boolean isOpen() {
    return bad == NONE;
  }

  /** The server bore fewer than the candidate and admits no more: there is nothing left to try. */
  public void full(int borne) {
    good = borne;
    finished = true;
  }

  /** What became of the candidate. */
  public void tried(boolean borne) {
    if (!borne && !failedOnce) {
      failedOnce = true;
      return;
    }
    failedOnce = false;
    if (borne) {
      good = candidate;
    } else {
      bad = candidate;
    }
    if (bad == NONE) {
      finished = good == most;
      candidate = Math.min(most, (int) Math.ceil(good * GROWTH));
    } else {
      finished = bad - good <= Math.max(1, (int) (good * PRECISION));
      candidate = good + (bad - good) / 2;
    }
  }
}
