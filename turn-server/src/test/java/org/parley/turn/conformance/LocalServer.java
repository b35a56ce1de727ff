package org.parley.turn.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.parley.net.udp.UdpOptions;
import org.parley.turn.auth.AuthConfig;
import org.parley.turn.link.ServerCertificate;
import org.parley.turn.link.TestCertificate;
import org.parley.turn.net.TurnEnvironment;
import org.parley.turn.net.TurnServer;
import org.parley.turn.net.TurnServerConfig;
import org.parley.turn.net.TurnServerConfig.Limits;
import org.parley.turn.net.TurnServerConfig.Peers;
import org.parley.turn.net.TurnServerConfig.Policy;
import org.parley.turn.net.TurnServerConfig.Relays;
import org.parley.turn.net.TurnServerConfig.Sockets;
import org.parley.turn.peers.Network;
import org.parley.turn.relay.AlternateServers;

/** Our server in this process, on loopback: the one place here that knows how it is started. */
public final class LocalServer implements AutoCloseable {
  public static final Credentials USER = new Credentials("ada", "lovelace");
  public static final String REALM = "parley";
  public static final String SECRET = "only for tests";
  public static final Peers LOOPBACK_PEERS =
      new Peers(List.of(Network.parse("127.0.0.0/8"), Network.parse("::1/128")), List.of());
  private static final int QUOTA = 24;
  private static final ServerCertificate CERTIFICATE = TestCertificate.ecdsa("localhost");

  /** Beyond the ports that Linux hands out by itself; servers that run at once have their own. */
  private static final int FIRST_RANGE = 61_000;

  private static final int RANGES = 4;
  private static final int RANGE = 1_100;
  private static final AtomicInteger NEXT_RANGE = new AtomicInteger();

  private final TurnServer server;

  public LocalServer(TurnServerConfig config, TurnEnvironment environment) {
    server = TurnServer.start(config, environment);
  }

  /** For the cases: all loopback addresses may be peers. */
  static LocalServer forConformance() throws IOException {
    Limits limits = limits(QUOTA);
    Policy policy = new Policy(auth(), LOOPBACK_PEERS, limits, AlternateServers.NONE, true, true);
    return new LocalServer(new TurnServerConfig(sockets(2), policy), environment(List.of()));
  }

  /** With so many allocations of a user. */
  public static Limits limits(int perUser) {
    return new Limits(50_000, perUser, 64, 64, 16, 0, 0, Duration.ofHours(1));
  }

  public static Policy policy(Peers peers, int perUser) {
    return new Policy(auth(), peers, limits(perUser), AlternateServers.NONE, true, true);
  }

  /** With a certificate. */
  // NullAway does not see the annotation within the type of a record's component.
  @SuppressWarnings("NullAway")
  public static TurnEnvironment environment(List<InetSocketAddress> media) {
    List<TurnEnvironment.Media> served =
        media.stream().map(address -> new TurnEnvironment.Media(address, address)).toList();
    return new TurnEnvironment(served, () -> CERTIFICATE);
  }

  public static AuthConfig auth() {
    byte[] nonceKey = new byte[32];
    new SecureRandom().nextBytes(nonceKey);
    return new AuthConfig(
        REALM,
        List.of(SECRET),
        Map.of(USER.user(), USER.password()),
        Duration.ofHours(1),
        nonceKey);
  }

  /** All addresses of the machine, so that clients come by IPv4 and by IPv6. */
  public static Sockets sockets(int loops) throws IOException {
    InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getByName("::"), 0);
    return new Sockets(anywhere, anywhere, null, relays(), loops, UdpOptions.BEST, true);
  }

  private static Relays relays() {
    int first = FIRST_RANGE + RANGE * (NEXT_RANGE.getAndIncrement() % RANGES);
    return new Relays(null, List.of(), first, first + RANGE - 1);
  }

  public TurnServer server() {
    return server;
  }

  public Target target(int quota) throws IOException {
    return new Target(
        InetAddress.getByName("127.0.0.1"),
        server.port(),
        server.tlsPort(),
        USER,
        REALM,
        SECRET,
        true,
        quota);
  }

  Target target() throws IOException {
    return target(QUOTA);
  }

  @Override
  public void close() {
    server.close();
  }
}
