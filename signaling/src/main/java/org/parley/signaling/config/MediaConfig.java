package org.parley.signaling.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The media plane.
 *
 * @param listen UDP and ICE-TCP
 * @param announce public addresses that lead to {@code listen}, announced beside the interfaces'
 *     own
 * @param ipv6 whether IPv6 addresses are used
 * @param loops event loops; 0 chooses by the number of processors
 */
public record MediaConfig(
    InetSocketAddress listen,
    List<InetAddress> announce,
    boolean ipv6,
    int loops,
    Transport transport,
    Segmentation segmentation) {

  /** Whether packets of one size to one client are sent as one (UDP GSO). */
  public enum Segmentation {
    /** Where the system can. */
    AUTO,
    OFF
  }

  /** How sockets are driven. */
  public enum Transport {
    /** System calls of our own where they work, else what works best. */
    AUTO,
    /** Netty's native transport of Linux. */
    EPOLL,
    /** Java's own sockets, which work everywhere. */
    NIO
  }

  public MediaConfig {
    announce = List.copyOf(announce);
  }
}
