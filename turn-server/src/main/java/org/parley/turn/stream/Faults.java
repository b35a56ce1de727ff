package org.parley.turn.stream;

import io.netty.channel.Channel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The network's faults are expected, others are our bugs; neither ends the server. */
final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private Faults() {}

  static void report(Channel channel, Throwable cause) {
    if (cause instanceof IOException
        || cause instanceof DecoderException
        || cause.getCause() instanceof SSLException) {
      LOG.debug("{}: {}", channel, cause.toString());
    } else {
      LOG.error("{}", channel, cause);
    }
  }
}
