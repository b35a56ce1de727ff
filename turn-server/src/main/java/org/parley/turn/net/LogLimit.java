package org.parley.turn.net;

import java.util.concurrent.atomic.AtomicLong;

/** Lets one line a second into the log, and counts the others; for any thread. */
final class LogLimit {
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong next;
  private final AtomicLong suppressed = new AtomicLong();

  LogLimit(long nowNanos) {
    next = new AtomicLong(nowNanos);
  }

  /**
   * @return how many lines were left out since the last one, or -1 if this one is to be as well
   */
  long pass(long nowNanos) {
    long due = next.get();
    if (nowNanos - due < 0 || !next.compareAndSet(due, nowNanos + SECOND)) {
      suppressed.incrementAndGet();
      return -1;
    }
    return suppressed.getAndSet(0);
  }

  /** A text of somebody else's, so that it can neither end nor imitate a line. */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .limit(128)
        .forEach(point -> safe.appendCodePoint(isPrintable(point) ? point : '\uFFFD'));
    return safe.toString();
  }

  private static boolean isPrintable(int point) {
    int type = Character.getType(point);
    return !Character.isISOControl(point)
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && type != Character.SURROGATE
        && type != Character.UNASSIGNED;
  }
}
