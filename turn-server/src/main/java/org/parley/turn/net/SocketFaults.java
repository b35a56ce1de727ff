package org.parley.turn.net;

import io.netty.channel.Channel;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Faults of one socket never end the server: the network's are expected, others are our bugs. */
final class SocketFaults {
  private static final Logger log = LoggerFactory.getLogger(SocketFaults.class);

  private SocketFaults() {}

  static void report(Channel channel, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("{}: {}", channel, cause.getMessage());
    } else {
      log.error("{}", channel, cause);
    }
  }
}
