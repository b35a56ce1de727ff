package org.parley.media.datachannel;

import java.nio.charset.StandardCharsets;
import org.parley.media.sctp.tx.Delivery;

/**
 * What a channel is like.
 *
 * @param ordered whether messages arrive in the order in which they were sent
 * @param priority its share of the association in proportion to others' (RFC 8832 section 8.2.2)
 */
public record ChannelOptions(
    String label, String protocol, boolean ordered, Reliability reliability, int priority) {
  public static final int BELOW_NORMAL = 128;
  public static final int NORMAL = 256;
  public static final int HIGH = 512;
  public static final int EXTRA_HIGH = 1024;

  private static final int MAX_TEXT = 0xFFFF;
  private static final long NANOS_PER_MILLI = 1_000_000;

  public ChannelOptions {
    if (label.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT
        || protocol.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT) {
      throw new IllegalArgumentException("a label or protocol of more than 65535 bytes");
    }
    if (priority < 0 || priority > 0xFFFF) {
      throw new IllegalArgumentException("a priority out of 0-65535: " + priority);
    }
  }

  /** Ordered and reliable. */
  public static ChannelOptions reliable(String label) {
    return new ChannelOptions(label, "", true, new Reliability.Reliable(), NORMAL);
  }

  /** Unordered, each message sent once. */
  public static ChannelOptions lossy(String label) {
    return new ChannelOptions(label, "", false, new Reliability.Retransmits(0), NORMAL);
  }

  /** Many say 0, who have no opinion. */
  int weight() {
    return priority == 0 ? NORMAL : priority;
  }

  Delivery delivery() {
    return switch (reliability) {
      case Reliability.Reliable _ -> new Delivery(ordered, Delivery.UNLIMITED, 0);
      // The highest half of both means as good as reliable.
      case Reliability.Retransmits(int count) ->
          new Delivery(ordered, count < 0 ? Delivery.UNLIMITED : count, 0);
      case Reliability.Lifetime(int millis) ->
          new Delivery(
              ordered,
              Delivery.UNLIMITED,
              Math.max(1, Integer.toUnsignedLong(millis) * NANOS_PER_MILLI));
    };
  }
}
