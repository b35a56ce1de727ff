package org.parley.turn.relay;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * The four UDP sockets from which clients find out what their NAT does (RFC 5780 §6): two addresses
 * with the same two ports each. All of them are served as any listening socket is.
 *
 * @param endpoints the first address with the first port and with the second, the second address
 *     with the first port and with the second
 */
public record NatDiscovery(List<Endpoint> endpoints) {
  /** In the position of an endpoint: it is of the second address. */
  static final int OTHER_ADDRESS = 2;

  /** It is of the second port. */
  static final int OTHER_PORT = 1;

  /**
   * @param socket its number in the {@link FiveTuple} of what comes to it
   * @param address as clients are told
   */
  public record Endpoint(int socket, InetSocketAddress address) {}

  public NatDiscovery {
    endpoints = List.copyOf(endpoints);
    if (endpoints.size() != 4) {
      throw new IllegalArgumentException("discovery needs 4 sockets, not " + endpoints.size());
    }
    for (int i = 0; i < endpoints.size(); i++) {
      InetSocketAddress here = endpoints.get(i).address();
      InetSocketAddress sameAddress = endpoints.get(i ^ OTHER_PORT).address();
      InetSocketAddress samePort = endpoints.get(i ^ OTHER_ADDRESS).address();
      if (!here.getAddress().equals(sameAddress.getAddress())
          || here.getPort() == sameAddress.getPort()
          || here.getPort() != samePort.getPort()
          || here.getAddress().equals(samePort.getAddress())) {
        throw new IllegalArgumentException(
            "discovery needs two ports at each of two addresses: " + endpoints);
      }
    }
  }

  /** The position of the endpoint; -1 if the socket is none of them. */
  int positionOf(int socket) {
    for (int i = 0; i < endpoints.size(); i++) {
      if (endpoints.get(i).socket() == socket) {
        return i;
      }
    }
    return -1;
  }
}
