package org.parley.net.udp;

import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the system segments what one local address sends; for the ports of all loops. */
final class Segmentation {
  /** What Linux takes in one message: 64 segments, and less than an IP packet's length. */
  static final int MAX_SEGMENTS = 64;

  static final int MAX_BYTES = 65_000;

  private static final Logger LOG = LoggerFactory.getLogger(Segmentation.class);

  private final InetSocketAddress local;
  private volatile boolean on;
  private volatile boolean proven;

  Segmentation(InetSocketAddress local, boolean on) {
    this.local = local;
    this.on = on;
  }

  boolean on() {
    return on;
  }

  /** Whether an error tells that a message might pass if it were not to be segmented. */
  static boolean isRefusal(int errno) {
    return errno == Errno.EIO || errno == Errno.EINVAL || errno == Errno.EMSGSIZE;
  }

  /**
   * A segmented message was refused. EIO: the device does not compute checksums, or the like.
   * EINVAL (EMSGSIZE from Linux 6.14 on): a segment is longer than the path takes, which says
   * nothing of other paths, and could be brought about from outside by ICMP; so only at the
   * beginning.
   */
  void refused(int errno) {
    if (on && (errno == Errno.EIO || (errno == Errno.EINVAL && !proven)) && stop()) {
      LOG.info(
          "{} cannot send segmented messages (error {}): sending each datagram alone",
          local.getAddress().getHostAddress(),
          errno);
    }
  }

  private synchronized boolean stop() {
    boolean before = on;
    on = false;
    return before;
  }

  /** A segmented message was taken. */
  void worked() {
    if (!proven) {
      proven = true;
    }
  }
}
