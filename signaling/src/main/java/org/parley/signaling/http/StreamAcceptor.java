package org.parley.signaling.http;

import io.netty.channel.Channel;

/** Takes over connections that do not speak HTTP, such as STUN and TURN over TCP and TLS. */
@FunctionalInterface
public interface StreamAcceptor {
  /** Takes none. */
  StreamAcceptor NONE = _ -> false;

  /**
   * Adds its handlers at the end of the channel's pipeline, behind TLS if there is TLS; the bytes
   * that told the protocol apart come to them first. It may move the channel to another event loop
   * afterwards. Called on the channel's loop.
   *
   * @return false to refuse: the connection is closed
   */
  boolean accept(Channel channel);
}
