package org.parley.turn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.net.udp.UdpOptions;
import org.parley.turn.net.TurnServerConfig.Relays;
import org.parley.turn.stun.AddressFamily;

/** Relays behind a 1:1 NAT, and which address clients are told. */
@Timeout(30)
class AnnouncedAddressTest {
  private static final int CHANNEL = 0x4001;
  private static final InetAddress LOOPBACK = address("127.0.0.1");
  private static final InetAddress LOOPBACK6 = address("::1");
  private static final InetAddress INSIDE = address("10.0.0.5");
  private static final InetAddress OUTSIDE = address("192.0.2.5");
  private static final InetAddress OUTSIDE6 = address("2001:db8::5");
  private static final InetAddress PUBLIC = address("203.0.113.5");
  private static final List<InetAddress> MACHINE =
      List.of(LOOPBACK, LOOPBACK6, INSIDE, OUTSIDE, OUTSIDE6);

  private static InetAddress address(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  private static RelayAddresses addresses(@Nullable String configured, String... announced) {
    return new RelayAddresses(
        new Relays(
            configured == null ? null : address(configured),
            List.of(announced).stream().map(InetAddress::ofLiteral).toList(),
            50_000,
            50_010),
        MACHINE);
  }

  private static String choice(RelayAddresses from, InetAddress origin, AddressFamily family) {
    RelayAddress chosen = from.choose(origin, family);
    return chosen == null
        ? "none"
        : chosen.bound().getHostAddress() + " as " + chosen.announced().getHostAddress();
  }

  @Test
  void aClientGetsTheAddressThatItCameTo() {
    RelayAddresses all = addresses(null);
    assertEquals("10.0.0.5 as 10.0.0.5", choice(all, INSIDE, AddressFamily.IPV4));
    assertEquals("192.0.2.5 as 192.0.2.5", choice(all, OUTSIDE, AddressFamily.IPV4));
    assertEquals("127.0.0.1 as 127.0.0.1", choice(all, LOOPBACK, AddressFamily.IPV4));
    assertEquals(
        "2001:db8:0:0:0:0:0:5 as 2001:db8:0:0:0:0:0:5", choice(all, OUTSIDE, AddressFamily.IPV6));
    assertEquals("0:0:0:0:0:0:0:1 as 0:0:0:0:0:0:0:1", choice(all, LOOPBACK, AddressFamily.IPV6));
    assertEquals("10.0.0.5 as 10.0.0.5", choice(all, OUTSIDE6, AddressFamily.IPV4));
  }

  @Test
  void anAnnouncedAddressStandsForPrivateOnes() {
    RelayAddresses all = addresses(null, "203.0.113.5");
    assertEquals("10.0.0.5 as 203.0.113.5", choice(all, INSIDE, AddressFamily.IPV4));
    assertEquals("192.0.2.5 as 192.0.2.5", choice(all, OUTSIDE, AddressFamily.IPV4));
    assertEquals("127.0.0.1 as 127.0.0.1", choice(all, LOOPBACK, AddressFamily.IPV4));
  }

  @Test
  void aConfiguredAddressOfOursIsTheOnlyOneOfItsFamily() {
    RelayAddresses all = addresses("192.0.2.5", "203.0.113.5");
    assertEquals("192.0.2.5 as 192.0.2.5", choice(all, INSIDE, AddressFamily.IPV4));
    assertEquals("192.0.2.5 as 192.0.2.5", choice(all, LOOPBACK, AddressFamily.IPV4));
    assertEquals(
        "2001:db8:0:0:0:0:0:5 as 2001:db8:0:0:0:0:0:5", choice(all, INSIDE, AddressFamily.IPV6));
  }

  @Test
  void aConfiguredAddressThatIsNotOursIsTold() {
    RelayAddresses all = addresses("203.0.113.5");
    assertEquals("10.0.0.5 as 203.0.113.5", choice(all, INSIDE, AddressFamily.IPV4));
    // A proxy on this machine: its clients' peers are outside.
    assertEquals("10.0.0.5 as 203.0.113.5", choice(all, LOOPBACK, AddressFamily.IPV4));
  }

  @Test
  void withoutAnAddressOfAFamilyThereIsNone() {
    RelayAddresses v4 =
        new RelayAddresses(new Relays(null, List.of(), 1_000, 2_000), List.of(OUTSIDE));
    assertNull(v4.choose(OUTSIDE, AddressFamily.IPV6));
    assertEquals(Set.of(AddressFamily.IPV4), v4.families());
  }

  @Test
  void twoRelayedClientsReachEachOtherByTheAnnouncedAddress() throws Exception {
    try (TurnServer server = start(TurnEnvironment.ALONE);
        TurnClient a = TurnClient.of(server);
        TurnClient b = TurnClient.of(server)) {
      InetSocketAddress relayA = a.allocate();
      InetSocketAddress relayB = b.allocate();
      assertEquals(PUBLIC, relayA.getAddress());
      assertEquals(PUBLIC, relayB.getAddress());
      assertEquals(0, a.bind(CHANNEL, relayB));
      assertEquals(0, b.bind(CHANNEL, relayA));
      a.sendChannel(CHANNEL, new byte[] {1, 2});
      assertArrayEquals(new byte[] {1, 2}, b.receiveChannel(CHANNEL));
      b.sendChannel(CHANNEL, new byte[] {3});
      assertArrayEquals(new byte[] {3}, a.receiveChannel(CHANNEL));
      // What is no relay of ours, at the same address, is nobody's.
      assertEquals(403, a.bind(CHANNEL + 1, new InetSocketAddress(PUBLIC, 9)));
    }
  }

  @Test
  void ourMediaIsReachedByItsAnnouncedAddress() throws Exception {
    try (DatagramSocket media = TurnClient.peer()) {
      InetSocketAddress announced = new InetSocketAddress(PUBLIC, 10_000);
      TurnEnvironment.Media ours = new TurnEnvironment.Media(TurnClient.address(media), announced);
      try (TurnServer server = start(new TurnEnvironment(List.of(ours), () -> null));
          TurnClient client = TurnClient.of(server)) {
        InetSocketAddress relayed = client.allocate();
        assertEquals(0, client.bind(CHANNEL, announced));
        client.sendChannel(CHANNEL, new byte[] {7});
        assertArrayEquals(new byte[] {7}, TurnClient.receive(media, TurnClient.PATIENCE_MILLIS));
        assertNotNull(relayed);
        InetSocketAddress bound = new InetSocketAddress(boundFor(), relayed.getPort());
        TurnClient.send(media, new byte[] {8}, bound);
        assertArrayEquals(new byte[] {8}, client.receiveChannel(CHANNEL));
      }
    }
  }

  /** Where a relay of a client on loopback is bound when the address told is not ours. */
  private static InetAddress boundFor() {
    RelayAddress chosen =
        new RelayAddresses(new Relays(PUBLIC, List.of(), 1_000, 2_000), LocalAddresses.all())
            .choose(LOOPBACK, AddressFamily.IPV4);
    return chosen == null ? LOOPBACK : chosen.bound();
  }

  private static TurnServer start(TurnEnvironment environment) {
    Relays ports = Servers.relays();
    Relays relays = new Relays(PUBLIC, List.of(), ports.firstPort(), ports.lastPort());
    return TurnServer.start(
        new TurnServerConfig(
            Servers.sockets("127.0.0.1", 0, 2, UdpOptions.BEST, relays), Servers.policy()),
        environment);
  }
}
