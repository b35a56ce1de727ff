package org.parley.turn.relay;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code turn.alternateServers}: where clients are sent with error 300 (RFC 8489 §10).
 *
 * @param servers are taken in turn, among those of the client's address family
 * @param always for every new allocation; else only when none can be made here: while the server
 *     shuts down, or all allocations or relay ports are in use
 */
public record AlternateServers(List<Server> servers, boolean always) {
  public static final AlternateServers NONE = new AlternateServers(List.of(), false);

  /**
   * @param domain the name in its certificate, for clients over TLS and DTLS (RFC 8489 §14.16)
   */
  public record Server(InetSocketAddress address, @Nullable String domain) {}

  public AlternateServers {
    servers = List.copyOf(servers);
    for (Server server : servers) {
      if (server.address().isUnresolved() || server.address().getPort() == 0) {
        throw new IllegalArgumentException(
            "turn.alternateServers: \"" + server.address() + "\" must be an address with a port");
      }
    }
  }
}
