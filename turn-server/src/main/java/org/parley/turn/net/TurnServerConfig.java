package org.parley.turn.net;

import java.net.InetSocketAddress;

/**
 * Where the server listens.
 *
 * @param listen {@code turn.listen}, for UDP and TCP; port 0 lets the system choose one that is
 *     free for both
 */
public record TurnServerConfig(InetSocketAddress listen) {
  public TurnServerConfig {
    if (listen.isUnresolved()) {
      throw new IllegalArgumentException(
          "turn.listen: the host " + listen.getHostString() + " is not an address of this machine");
    }
  }
}
