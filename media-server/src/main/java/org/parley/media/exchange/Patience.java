package org.parley.media.exchange;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long a member may keep more than its part of the senders' windows, however alive it is: less
 * when it opens a label again on which it was too slow, so that the others do not stand still for
 * long each time.
 */
final class Patience {
  private static final long MILLISECOND = 1_000_000L;
  private static final long[] NANOS = {5_000 * MILLISECOND, 1_000 * MILLISECOND, 250 * MILLISECOND};
  private static final long FORGET_NANOS = 60_000 * MILLISECOND;

  /** More are not remembered at one time. */
  private static final int MAX_LABELS = 64;

  private record Loss(int times, long nanos) {}

  /** Who was lost longest ago is first. */
  private final Map<String, Loss> losses = new LinkedHashMap<>(2);

  long nanos(String label, long nowNanos) {
    return NANOS[Math.min(times(label, nowNanos), NANOS.length - 1)];
  }

  private int times(String label, long nowNanos) {
    Loss last = losses.get(label);
    return last == null || nowNanos - last.nanos >= FORGET_NANOS ? 0 : last.times;
  }

  void onLost(String label, long nowNanos) {
    int times = times(label, nowNanos);
    losses.remove(label);
    losses.values().removeIf(loss -> nowNanos - loss.nanos >= FORGET_NANOS);
    if (losses.size() >= MAX_LABELS) {
      losses.remove(losses.keySet().iterator().next());
    }
    losses.put(label, new Loss(times + 1, nowNanos));
  }
}
