package org.parley.net.udp;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;

/** Whether a port that several of our sockets are to share is nobody else's. */
final class FreePort {
  private FreePort() {}

  /**
   * With SO_REUSEPORT a second server would silently get a part of our packets.
   *
   * @return the address, with a port that nobody holds if it had none
   */
  static InetSocketAddress of(InetSocketAddress local) throws IOException {
    try (DatagramChannel probe =
        DatagramChannel.open(
            local.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6)) {
      probe.bind(local);
      int port = ((InetSocketAddress) probe.getLocalAddress()).getPort();
      return new InetSocketAddress(local.getAddress(), port);
    }
  }
}
