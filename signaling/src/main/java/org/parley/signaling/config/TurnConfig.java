package org.parley.signaling.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The STUN and TURN server.
 *
 * @param listen UDP and TCP
 * @param tlsListen TURN over TLS; null is off
 * @param relayAddress the address that relays have; null takes the interface's by which the client
 *     came
 * @param secret for credentials with an expiry; null makes a random one at start
 * @param users long-term credentials: passwords by name
 */
public record TurnConfig(
    boolean enabled,
    InetSocketAddress listen,
    @Nullable InetSocketAddress tlsListen,
    @Nullable InetAddress relayAddress,
    PortRange relayPorts,
    String realm,
    @Nullable Secret secret,
    Map<String, Secret> users,
    Peers peers,
    Quota quota) {
  public TurnConfig {
    users = Map.copyOf(users);
  }

  /**
   * Where relays may send to. Private and special networks are denied from the start.
   *
   * @param allow wins over every denial
   * @param deny beside the networks that are always denied
   */
  public record Peers(List<Cidr> allow, List<Cidr> deny) {
    public Peers {
      allow = List.copyOf(allow);
      deny = List.copyOf(deny);
    }
  }

  /**
   * What one user may take.
   *
   * @param bandwidthPerAllocation bits per second, either way
   */
  public record Quota(int allocationsPerUser, long bandwidthPerAllocation) {}
}
