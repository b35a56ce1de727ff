package org.parley.turn.relay;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;

/**
 * An allocation, for whoever runs the server.
 *
 * @param username as the client sends it
 * @param relayed as clients are told
 * @param secondsLeft until it ends without a Refresh
 * @param connections to peers, of an allocation for TCP
 */
public record AllocationInfo(
    String username,
    FiveTuple client,
    RelayProtocol protocol,
    List<InetSocketAddress> relayed,
    long secondsLeft,
    int permissions,
    int channels,
    int connections,
    long bytesToPeer,
    long bytesToClient) {
  public AllocationInfo {
    relayed = List.copyOf(relayed);
  }

  static AllocationInfo of(Allocation allocation, long nowNanos) {
    return new AllocationInfo(
        allocation.user.username(),
        allocation.client,
        allocation.protocol(),
        allocation.relays().stream().map(Relay::address).filter(Objects::nonNull).toList(),
        Math.max(0, (allocation.at - nowNanos) / 1_000_000_000),
        allocation.permissionCount(),
        allocation.channelCount(),
        allocation.connections().size(),
        allocation.bytesToPeer,
        allocation.bytesToClient);
  }
}
