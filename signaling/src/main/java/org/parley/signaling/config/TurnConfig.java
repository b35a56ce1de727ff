package org.parley.signaling.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The STUN and TURN server.
 *
 * @param listen UDP and TCP
 * @param tlsListen TURN over TLS and DTLS; null is off
 * @param secondAddress for the discovery of NATs' behaviour (RFC 5780); null is off
 * @param relays where relays are
 * @param loops event loops; 0 chooses by the number of processors
 * @param gatherMicros how long packets gather where many come, in microseconds; 0 for not at all
 * @param shortcut the way between relays and the media server
 * @param tcpRelays whether clients may have TCP connections to peers (RFC 6062)
 * @param mobility whether allocations may move with their client (RFC 8016)
 */
public record TurnConfig(
    boolean enabled,
    InetSocketAddress listen,
    @Nullable InetSocketAddress tlsListen,
    @Nullable InetAddress secondAddress,
    Relays relays,
    int loops,
    int gatherMicros,
    Shortcut shortcut,
    boolean tcpRelays,
    boolean mobility,
    Alternates alternates,
    Credentials credentials,
    Peers peers,
    Quota quota) {

  /** How packets get from relays to the media server and back. */
  public enum Shortcut {
    /** Inside the process. */
    AUTO,
    /** By the network, like any other peer's. */
    OFF
  }

  /**
   * Where relays are.
   *
   * @param address that they have; null takes the interface's by which the client came
   */
  public record Relays(@Nullable InetAddress address, PortRange ports) {}

  /**
   * Where new clients are sent to.
   *
   * @param always or only when they cannot be served here
   */
  public record Alternates(List<InetSocketAddress> servers, boolean always) {
    public Alternates {
      servers = List.copyOf(servers);
    }
  }

  /**
   * Who may have a relay.
   *
   * @param secret for credentials with an expiry; null makes a random one at start
   * @param previousSecrets whose credentials are still good
   * @param lifetime of credentials that we hand out
   * @param users long-term credentials: passwords by name
   */
  public record Credentials(
      String realm,
      @Nullable Secret secret,
      List<Secret> previousSecrets,
      Duration lifetime,
      Map<String, Secret> users) {
    public Credentials {
      previousSecrets = List.copyOf(previousSecrets);
      users = Map.copyOf(users);
    }
  }

  /**
   * Where relays may send to. Private and special networks are denied from the start.
   *
   * @param allow wins over denials, unless they are more specific
   * @param deny beside the networks that are always denied
   */
  public record Peers(List<Cidr> allow, List<Cidr> deny) {
    public Peers {
      allow = List.copyOf(allow);
      deny = List.copyOf(deny);
    }
  }

  /**
   * What may be taken.
   *
   * @param allocations of all users; null is as many as there are ports
   * @param bandwidth bits per second of all allocations, both ways together; null is no limit
   * @param bandwidthPerAllocation bits per second, both ways together
   */
  public record Quota(
      @Nullable Integer allocations,
      int allocationsPerUser,
      @Nullable Long bandwidth,
      long bandwidthPerAllocation,
      int permissionsPerAllocation,
      int channelsPerAllocation,
      int connectionsPerAllocation) {}
}
