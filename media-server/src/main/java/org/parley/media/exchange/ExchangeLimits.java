package org.parley.media.exchange;

/**
 * What a member may cost.
 *
 * @param window of what a member sends, bytes that were not taken by all receivers
 * @param queue of what a member is sent, bytes that were not acknowledged
 * @param waiting for one member beside its queue, bytes; more than a window, so that one sender
 *     alone is only slowed
 * @param channels of one member at one time
 */
public record ExchangeLimits(int window, int queue, int waiting, int channels) {
  private static final int KIBIBYTE = 1024;

  /** What others have of {@link #waiting} when one sender has its whole window there. */
  private static final int REST = 64 * KIBIBYTE;

  /** A member that stops reading costs less than 2 MB. */
  public static final ExchangeLimits DEFAULT = of(768 * KIBIBYTE, 1024 * KIBIBYTE, 1024);

  public ExchangeLimits {
    if (window < 1 || queue < 1 || waiting <= window || channels < 1) {
      throw new IllegalArgumentException("a window must fit into what may wait");
    }
  }

  public static ExchangeLimits of(int window, int queue, int channels) {
    return new ExchangeLimits(window, queue, window + REST, channels);
  }
}
