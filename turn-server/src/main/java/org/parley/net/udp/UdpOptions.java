package org.parley.net.udp;

/**
 * Which ways may be taken where they are to be had.
 *
 * @param systemCalls whether to call Linux directly where that works
 * @param segmentation whether the system may segment what is sent, where it can
 * @param gathering how long a {@link UdpHub} with much to do lets datagrams gather before it looks
 *     again, in nanoseconds; 0 to look at once
 */
public record UdpOptions(boolean systemCalls, boolean segmentation, long gathering) {
  public static final UdpOptions BEST = new UdpOptions(true, true);

  public UdpOptions(boolean systemCalls, boolean segmentation) {
    this(systemCalls, segmentation, 0);
  }

  public UdpOptions {
    if (gathering < 0 || gathering > 1_000_000) {
      throw new IllegalArgumentException("datagrams gather for a millisecond at most");
    }
  }

  public UdpOptions withGathering(long nanos) {
    return new UdpOptions(systemCalls, segmentation, nanos);
  }
}
