package org.parley.net.udp;

/**
 * Which ways may be taken where they are to be had.
 *
 * @param systemCalls whether to call Linux directly where that works
 * @param segmentation whether the system may segment what is sent, where it can
 */
public record UdpOptions(boolean systemCalls, boolean segmentation) {
  public static final UdpOptions BEST = new UdpOptions(true, true);
}
