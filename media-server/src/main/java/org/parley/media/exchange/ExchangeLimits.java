package org.parley.media.exchange;

/**
 * What a member may cost.
 *
 * @param window of what a member sends, bytes that were not taken by all receivers
 * @param queue of what a member is sent, bytes that were not acknowledged
 * @param waiting for one member, bytes in the windows of others; more only while it takes something
 */
public record ExchangeLimits(int window, int queue, int waiting) {
  private static final int KIBIBYTE = 1024;

  /** A member that stops reading costs less than 2 MB. */
  public static final ExchangeLimits DEFAULT =
      new ExchangeLimits(768 * KIBIBYTE, 1024 * KIBIBYTE, 768 * KIBIBYTE);
}
