package org.parley.signaling.room;

/** What one member may see and say. */
final class ChatSeat {
  private static final int MESSAGES_PER_SECOND = 5;
  private static final int MESSAGES_AT_ONCE = 20;

  /** A history may be a thousand times as long as the question for it. */
  private static final int HISTORIES_PER_SECOND = 1;

  private static final int HISTORIES_AT_ONCE = 5;

  private static final int COMPLAINTS_PER_SECOND = 1;
  private static final int COMPLAINTS_AT_ONCE = 2;

  private final long seesAfter;
  private final TokenBucket messages;
  private final TokenBucket histories;
  private final TokenBucket complaints;

  /**
   * @param seesAfter number of the last message before the member came
   */
  ChatSeat(long seesAfter, long nowNanos) {
    this.seesAfter = seesAfter;
    this.messages = new TokenBucket(MESSAGES_PER_SECOND, MESSAGES_AT_ONCE, nowNanos);
    this.histories = new TokenBucket(HISTORIES_PER_SECOND, HISTORIES_AT_ONCE, nowNanos);
    this.complaints = new TokenBucket(COMPLAINTS_PER_SECOND, COMPLAINTS_AT_ONCE, nowNanos);
  }

  long seesAfter() {
    return seesAfter;
  }

  boolean maySay(long nowNanos) {
    return messages.tryTake(nowNanos);
  }

  boolean mayAskHistory(long nowNanos) {
    return histories.tryTake(nowNanos);
  }

  /** Whether to be told once more that what came on its channel could not be read. */
  boolean isDueComplaint(long nowNanos) {
    return complaints.tryTake(nowNanos);
  }
}
