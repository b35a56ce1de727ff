package org.parley.turn.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.net.udp.UdpOptions;
import org.parley.turn.auth.AuthConfig;
import org.parley.turn.peers.Network;
import org.parley.turn.relay.AlternateServers;

/**
 * What the server serves.
 *
 * @param sockets need a restart to change
 * @param policy may change while the server runs
 */
public record TurnServerConfig(Sockets sockets, Policy policy) {

  /**
   * Where the server listens and relays.
   *
   * @param listen {@code turn.listen}, for UDP and TCP; port 0 lets the system choose one that is
   *     free for both
   * @param tlsListen {@code turn.tlsListen}, for TLS and DTLS; null is off
   * @param second {@code turn.secondAddress}, another of this machine for RFC 5780; null is off
   * @param loops event loops; 0 lets the server choose
   * @param udp which ways datagrams may go
   * @param shortcut whether packets between relays and the media server stay inside the process
   */
  public record Sockets(
      InetSocketAddress listen,
      @Nullable InetSocketAddress tlsListen,
      @Nullable InetAddress second,
      Relays relays,
      int loops,
      UdpOptions udp,
      boolean shortcut) {
    private static final int MAX_LOOPS = 64;

    public Sockets {
      if (listen.isUnresolved()) {
        throw unknown("turn.listen", listen);
      }
      if (tlsListen != null && tlsListen.isUnresolved()) {
        throw unknown("turn.tlsListen", tlsListen);
      }
      if (loops < 0 || loops > MAX_LOOPS) {
        throw new IllegalArgumentException(
            "turn.loops: 0 (automatic) to %d, not %d".formatted(MAX_LOOPS, loops));
      }
    }

    private static IllegalArgumentException unknown(String key, InetSocketAddress address) {
      return new IllegalArgumentException(
          key + ": the host " + address.getHostString() + " is not an address of this machine");
    }
  }

  /**
   * The addresses of relays.
   *
   * @param address {@code turn.relayAddress}: one of this machine, or a public one that is
   *     translated to ours; null takes the one by which the client came
   * @param announced {@code media.announce}: what clients are told instead of a private address of
   *     ours, if {@code address} is null
   * @param firstPort of {@code turn.relayPorts}
   * @param lastPort the last that is used
   */
  public record Relays(
      @Nullable InetAddress address, List<InetAddress> announced, int firstPort, int lastPort) {
    private static final int MAX_PORT = 65_535;

    public Relays {
      announced = List.copyOf(announced);
      if (address != null && (address.isAnyLocalAddress() || address.isMulticastAddress())) {
        throw new IllegalArgumentException(
            "turn.relayAddress: "
                + address.getHostAddress()
                + " is no address that peers can send to; leave it out to use the interface's");
      }
      if (firstPort < 1 || lastPort > MAX_PORT || firstPort > lastPort) {
        throw new IllegalArgumentException(
            "turn.relayPorts: %d-%d is no range within 1-%d"
                .formatted(firstPort, lastPort, MAX_PORT));
      }
    }
  }

  /**
   * Who may do what.
   *
   * @param alternates {@code turn.alternateServers}
   * @param tcpRelays whether clients may have TCP connections to peers (RFC 6062)
   * @param mobility whether allocations may move to other client addresses (RFC 8016)
   */
  public record Policy(
      AuthConfig auth,
      Peers peers,
      Limits limits,
      AlternateServers alternates,
      boolean tcpRelays,
      boolean mobility) {
    public static Policy of(AuthConfig auth) {
      return new Policy(auth, Peers.STANDARD, Limits.STANDARD, AlternateServers.NONE, true, true);
    }
  }

  /**
   * Where relays may send to, beside what is denied by default.
   *
   * @param allow {@code turn.peers.allow}
   * @param deny {@code turn.peers.deny}
   */
  public record Peers(List<Network> allow, List<Network> deny) {
    public static final Peers STANDARD = new Peers(List.of(), List.of());

    public Peers {
      allow = List.copyOf(allow);
      deny = List.copyOf(deny);
    }
  }

  /**
   * What may be taken.
   *
   * @param allocations at one time, of all users
   * @param allocationsPerUser at one time
   * @param permissions of one allocation
   * @param channels of one allocation
   * @param connections to peers, of one allocation for TCP
   * @param allocationBytesPerSecond both ways together; 0 for no limit
   * @param bytesPerSecond of all allocations together; 0 for no limit
   * @param lifetime the longest that an allocation lives without a Refresh
   */
  public record Limits(
      int allocations,
      int allocationsPerUser,
      int permissions,
      int channels,
      int connections,
      long allocationBytesPerSecond,
      long bytesPerSecond,
      Duration lifetime) {
    public static final Limits STANDARD =
        new Limits(50_000, 1_000, 64, 64, 16, 0, 0, Duration.ofHours(1));

    public Limits {
      if (allocations < 1 || allocationsPerUser < 1) {
        throw new IllegalArgumentException(
            "turn.quota: the numbers of allocations must be 1 or more");
      }
      if (permissions < 1 || channels < 1 || connections < 1) {
        throw new IllegalArgumentException(
            "turn.quota: an allocation must have 1 or more permissions, channels, connections");
      }
      if (bytesPerSecond < 0 || allocationBytesPerSecond < 0) {
        throw new IllegalArgumentException(
            "turn.quota: bandwidths must not be negative; 0 is no limit");
      }
    }
  }
}
