package org.parley.media.sctp.tx;

/**
 * How hard a message is tried (RFC 3758, RFC 7496).
 *
 * @param ordered whether it waits for the messages before it
 * @param maxRetransmissions of each fragment; {@link #UNLIMITED} for as many as it takes
 * @param lifetimeNanos after which it is not sent any more; 0 for never
 */
public record Delivery(boolean ordered, int maxRetransmissions, long lifetimeNanos) {
  public static final int UNLIMITED = -1;
  public static final Delivery RELIABLE = new Delivery(true, UNLIMITED, 0);

  public Delivery {
    if (maxRetransmissions < UNLIMITED || lifetimeNanos < 0) {
      throw new IllegalArgumentException("retransmissions and lifetime must not be negative");
    }
  }

  boolean reliable() {
    return maxRetransmissions == UNLIMITED && lifetimeNanos == 0;
  }
}
