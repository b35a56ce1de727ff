package org.parley.media.transport;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.parley.media.transport.srtp.CryptoProvider;
import org.parley.net.udp.UdpOptions;

/**
 * @param listen where media arrives, UDP and ICE-TCP; the wildcard address means one socket for
 *     each local address
 * @param announce further addresses to offer
 * @param ipv6 whether the wildcard covers IPv6 as well
 * @param udp how datagrams are sent and received
 * @param crypto what protects the packets
 */
public record TransportConfig(
    InetSocketAddress listen,
    List<AnnouncedAddress> announce,
    boolean ipv6,
    UdpOptions udp,
    CryptoProvider crypto,
    Timeouts timeouts,
    Limits limits) {

  public TransportConfig {
    if (listen.isUnresolved()) {
      throw new IllegalArgumentException(
          "media.listen: '" + listen.getHostString() + "' is not an IP address");
    }
    announce = List.copyOf(announce);
  }

  public static TransportConfig of(InetSocketAddress listen) {
    return new TransportConfig(
        listen,
        List.of(),
        true,
        UdpOptions.BEST,
        CryptoProvider.jdk(),
        Timeouts.DEFAULTS,
        Limits.DEFAULTS);
  }

  /**
   * @param connect from the remote credentials to the first authenticated check
   * @param silence without a check, an answer to one of ours and an authenticated packet until a
   *     peer counts as disconnected
   * @param consent without a check or an answer to one of ours until nothing is sent any more (RFC
   *     7675 section 5.1), at most 30 s
   * @param failure without a check or an answer until the transport gives up
   * @param handshake from the first ClientHello to the end of DTLS
   * @param firstFrame for a new TCP connection to show a check of a known peer
   */
  public record Timeouts(
      Duration connect,
      Duration silence,
      Duration consent,
      Duration failure,
      Duration handshake,
      Duration firstFrame) {
    public static final Timeouts DEFAULTS =
        new Timeouts(
            Duration.ofSeconds(30),
            Duration.ofSeconds(8),
            Duration.ofSeconds(20),
            Duration.ofSeconds(25),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5));

    public Timeouts {
      for (Duration timeout : List.of(connect, silence, consent, failure, handshake, firstFrame)) {
        if (timeout.isNegative() || timeout.isZero()) {
          throw new IllegalArgumentException("media timeouts must be longer than zero");
        }
      }
      if (consent.compareTo(Duration.ofSeconds(30)) > 0) {
        throw new IllegalArgumentException("consent expires after at most 30 s (RFC 7675)");
      }
      if (failure.compareTo(consent) < 0) {
        throw new IllegalArgumentException("a transport cannot fail before its consent expires");
      }
    }
  }

  /**
   * @param handshakes DTLS handshakes at one time; further ones wait for the peer's retransmission
   * @param unboundConnections TCP connections that have not shown a check yet
   * @param connectionsPerAddress of those, from one address
   */
  public record Limits(int handshakes, int unboundConnections, int connectionsPerAddress) {
    public static final Limits DEFAULTS = new Limits(1000, 1000, 50);

    public Limits {
      if (handshakes < 1 || unboundConnections < 1 || connectionsPerAddress < 1) {
        throw new IllegalArgumentException("media limits must be at least 1");
      }
    }
  }

  public TransportConfig withAnnounce(List<AnnouncedAddress> addresses) {
    return new TransportConfig(listen, addresses, ipv6, udp, crypto, timeouts, limits);
  }

  public TransportConfig withIpv6(boolean wanted) {
    return new TransportConfig(listen, announce, wanted, udp, crypto, timeouts, limits);
  }

  public TransportConfig withUdp(UdpOptions wanted) {
    return new TransportConfig(listen, announce, ipv6, wanted, crypto, timeouts, limits);
  }

  public TransportConfig withCrypto(CryptoProvider chosen) {
    return new TransportConfig(listen, announce, ipv6, udp, chosen, timeouts, limits);
  }

  public TransportConfig withTimeouts(Timeouts chosen) {
    return new TransportConfig(listen, announce, ipv6, udp, crypto, chosen, limits);
  }

  public TransportConfig withLimits(Limits chosen) {
    return new TransportConfig(listen, announce, ipv6, udp, crypto, timeouts, chosen);
  }
}
