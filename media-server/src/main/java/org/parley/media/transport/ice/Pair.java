package org.parley.media.transport.ice;

import java.net.InetSocketAddress;

/** A local and a remote transport address between which packets go. */
public record Pair(Transport transport, InetSocketAddress local, InetSocketAddress remote) {

  public enum Transport {
    UDP,
    TCP
  }
}
