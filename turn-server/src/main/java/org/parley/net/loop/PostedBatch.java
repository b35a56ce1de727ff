package org.parley.net.loop;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one loop, the source, hands to another one, the target. The source may add to it as long as
 * the target has not begun with it: a target that falls behind then gets a few full batches rather
 * than many small ones.
 */
public abstract class PostedBatch implements Runnable {
  /** The source fills it, or it lies idle. */
  private static final int OPEN = 0;

  /** It waits for its turn at the target. */
  private static final int POSTED = 1;

  /** It waits for its turn at the target, and the source adds to it. */
  private static final int REOPENED = 2;

  /** Its turn came while the source was adding to it. */
  private static final int MISSED = 3;

  private static final int TAKEN = 4;

  private final AtomicInteger state = new AtomicInteger(OPEN);

  /**
   * Takes a posted batch up again; on the source's loop.
   *
   * @return whether it can be added to; then it is to be posted again
   */
  public final boolean reopen() {
    return state.compareAndSet(POSTED, REOPENED);
  }

  /** The source, on whose loop this is, adds nothing more for now. */
  public final void post(Executor target) {
    if (!state.compareAndSet(REOPENED, POSTED)) {
      state.set(POSTED);
      target.execute(this);
    }
  }

  /** On the target's loop. */
  @Override
  public final void run() {
    while (!state.compareAndSet(POSTED, TAKEN)) {
      if (state.compareAndSet(REOPENED, MISSED)) {
        return;
      }
    }
    try {
      take();
    } finally {
      state.set(OPEN);
      giveBack();
    }
  }

  /** Does what is to be done, and empties it. */
  protected abstract void take();

  /** It is empty and the source's again. */
  protected abstract void giveBack();
}
