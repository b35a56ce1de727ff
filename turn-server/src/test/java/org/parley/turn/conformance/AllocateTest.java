package org.parley.turn.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8656 §7. */
class AllocateTest extends Scenario {
  private static final byte[] NO_TOKEN = "whatever".getBytes(StandardCharsets.US_ASCII);

  @EachTransport
  void grantsARelayedAddress(Transport transport) {
    TestClient client = client(transport);
    Frame reply = client.allocate().expectSuccess();
    InetSocketAddress relayed = reply.address(Stun.XOR_RELAYED_ADDRESS);
    assertTrue(relayed.getPort() >= 1024, relayed::toString);
    assertEquals(client.local(), reply.address(Stun.XOR_MAPPED_ADDRESS));
    assertEquals(600, reply.number(Stun.LIFETIME));
    reply.verifyPadding();
  }

  @EachTransport
  void aMissingTransportIs400(Transport transport) {
    client(transport).request(Stun.ALLOCATE).expectError(400);
  }

  @EachTransport
  void anotherTransportIs442(Transport transport) {
    client(transport).request(Stun.ALLOCATE).transport(132).expectError(442);
  }

  @EachTransport
  void aTransportOfZeroIs442(Transport transport) {
    client(transport).request(Stun.ALLOCATE).transport(0).expectError(442);
  }

  @EachTransport
  void aTransportOfWrongLengthIs400(Transport transport) {
    client(transport)
        .request(Stun.ALLOCATE)
        .attribute(Stun.REQUESTED_TRANSPORT, (byte) Stun.UDP)
        .expectError(400);
  }

  @EachTransport
  void reservedBytesOfTheTransportAreIgnored(Transport transport) {
    client(transport)
        .request(Stun.ALLOCATE)
        .number(Stun.REQUESTED_TRANSPORT, Stun.UDP << 24 | 0xABCDEF)
        .expectSuccess();
  }

  @EachTransport
  void aRetransmissionIsAnsweredAlike(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    byte[] request = client.allocate().bytes();
    client.allocated = true;
    Frame first = client.exchange(request);
    Frame second = client.exchange(request);
    assertEquals(2, second.stunClass(), second::toString);
    for (int type : new int[] {Stun.XOR_RELAYED_ADDRESS, Stun.XOR_MAPPED_ADDRESS}) {
      assertEquals(first.address(type), second.address(type));
    }
    assertEquals(first.number(Stun.LIFETIME), second.number(Stun.LIFETIME));
  }

  @EachTransport
  void retransmissionsAtOnceAreOneAllocation(Transport transport) {
    TestClient client = client(transport);
    client.challenge();
    byte[] request = client.allocate().bytes();
    client.allocated = true;
    for (int i = 0; i < 4; i++) {
      client.raw(request);
    }
    Frame first = client.exchange(request);
    assertEquals(2, first.stunClass(), first::toString);
    Frame again = client.exchange(request);
    assertEquals(first.address(Stun.XOR_RELAYED_ADDRESS), again.address(Stun.XOR_RELAYED_ADDRESS));
  }

  @EachTransport
  void aSecondAllocateIs437(Transport transport) {
    TestClient client = client(transport);
    InetSocketAddress relayed = client.relayed();
    client.allocate().expectError(437);
    UdpPeer peer = peer();
    client.permit(peer.address()).expectSuccess();
    client.send(peer.address(), "the first one lives");
    peer.expect(relayed, "the first one lives");
  }

  @EachTransport
  void aSecondUserOnTheSameConnectionIsRefused(Transport transport) {
    assumeTrue(!target().secret().isEmpty() && target().ours(), "two users are needed");
    TestClient client = client(transport);
    client.relayed();
    int error = client.allocate().as(second()).answer().error();
    assertTrue(error == 437 || error == 441, "error " + error);
  }

  private static Credentials second() {
    return Credentials.ephemeral(target().secret(), "second", 4_000_000_000L);
  }

  @EachTransport
  void anotherUserMayNotUseTheAllocation(Transport transport) {
    assumeTrue(!target().secret().isEmpty() && target().ours(), "two users are needed");
    TestClient client = client(transport);
    client.relayed();
    client.refresh(600).as(second()).expectError(441);
    client.refresh(0).as(second()).expectError(441);
    client.permit(at("127.0.0.1", 9)).as(second()).expectError(441);
    client.bind(0x4000, at("127.0.0.1", 9)).as(second()).expectError(441);
    client.refresh(600).expectSuccess();
  }

  @EachTransport
  void aShortLifetimeIsRaised(Transport transport) {
    Frame reply = client(transport).allocate().number(Stun.LIFETIME, 1).expectSuccess();
    assertTrue(reply.number(Stun.LIFETIME) >= 600, "at least the default (§7.2)");
  }

  @EachTransport
  void aLongerLifetimeIsGranted(Transport transport) {
    Frame reply = client(transport).allocate().number(Stun.LIFETIME, 1800).expectSuccess();
    assertEquals(1800, reply.number(Stun.LIFETIME));
  }

  @EachTransport
  void aHugeLifetimeIsLimited(Transport transport) {
    Frame reply = client(transport).allocate().number(Stun.LIFETIME, -1).expectSuccess();
    int lifetime = reply.number(Stun.LIFETIME);
    assertTrue(lifetime >= 600 && lifetime <= 3600, "lifetime " + lifetime);
  }

  @EachTransport
  void aLifetimeOfZeroIsTheDefault(Transport transport) {
    Frame reply = client(transport).allocate().number(Stun.LIFETIME, 0).expectSuccess();
    assertEquals(600, reply.number(Stun.LIFETIME));
  }

  @EachTransport
  void aLifetimeOfWrongLengthIs400(Transport transport) {
    client(transport).allocate().attribute(Stun.LIFETIME, new byte[2]).expectError(400);
  }

  @EachTransport
  void theRelayedAddressIsUsable(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    InetSocketAddress relayed = client.relayed();
    client.permit(peer.address()).expectSuccess();
    client.send(peer.address(), "there");
    peer.expect(relayed, "there");
    peer.send(relayed, "and back");
    client.expectIndication(peer.address(), "and back");
  }

  @EachTransport
  void clientsHaveTheirOwnAddresses(Transport transport) {
    assertNotEquals(client(transport).relayed(), client(transport).relayed());
  }

  @Test
  void theTransportIsPartOfTheTuple() throws IOException {
    TestClient overUdp = client(Transport.UDP);
    InetSocketAddress relayed = overUdp.relayed();
    Wire samePort = Transport.TCP.open(overUdp.local(), target().address(Transport.TCP));
    TestClient overTcp = keep(new TestClient(samePort, target().user()));
    assertEquals(overUdp.local(), overTcp.local());
    assertNotEquals(relayed, overTcp.relayed());
  }

  @EachTransport
  void unknownOptionalAttributesAreIgnored(Transport transport) {
    client(transport).allocate().attribute(0xC001, new byte[33]).expectSuccess();
  }

  @EachTransport
  void anIpv4AddressWhenAskedFor(Transport transport) {
    Frame reply =
        client(transport).allocate().family(Stun.REQUESTED_ADDRESS_FAMILY, 1).expectSuccess();
    assertEquals(4, addressLength(reply.address(Stun.XOR_RELAYED_ADDRESS)));
  }

  @EachTransport
  void anIpv6AddressWhenAskedFor(Transport transport) {
    Frame reply =
        client(transport).allocate().family(Stun.REQUESTED_ADDRESS_FAMILY, 2).expectSuccess();
    assertEquals(16, addressLength(reply.address(Stun.XOR_RELAYED_ADDRESS)));
    assertEquals(1, reply.values(Stun.XOR_RELAYED_ADDRESS).size());
  }

  private static int addressLength(InetSocketAddress address) {
    return address.getAddress().getAddress().length;
  }

  @EachTransport
  void anUnknownFamilyIs440(Transport transport) {
    client(transport).allocate().family(Stun.REQUESTED_ADDRESS_FAMILY, 3).expectError(440);
  }

  @EachTransport
  void anIpv6ClientGetsIpv4Unasked(Transport transport) {
    Frame reply = client6(transport).allocate().expectSuccess();
    assertEquals(4, addressLength(reply.address(Stun.XOR_RELAYED_ADDRESS)));
  }

  @EachTransport
  void bothFamiliesByAdditionalAddressFamily(Transport transport) {
    Frame reply =
        client(transport).allocate().family(Stun.ADDITIONAL_ADDRESS_FAMILY, 2).expectSuccess();
    List<Integer> lengths =
        reply.addresses(Stun.XOR_RELAYED_ADDRESS).stream()
            .map(AllocateTest::addressLength)
            .sorted()
            .toList();
    assertEquals(List.of(4, 16), lengths);
  }

  @EachTransport
  void anAdditionalIpv4AddressIs400(Transport transport) {
    client(transport).allocate().family(Stun.ADDITIONAL_ADDRESS_FAMILY, 1).expectError(400);
  }

  @EachTransport
  void requestedAndAdditionalFamilyAre400(Transport transport) {
    client(transport)
        .allocate()
        .family(Stun.REQUESTED_ADDRESS_FAMILY, 1)
        .family(Stun.ADDITIONAL_ADDRESS_FAMILY, 2)
        .expectError(400);
  }

  @EachTransport
  void additionalFamilyAndReservingAre400(Transport transport) {
    client(transport)
        .allocate()
        .family(Stun.ADDITIONAL_ADDRESS_FAMILY, 2)
        .attribute(Stun.EVEN_PORT, (byte) 0x80)
        .expectError(400);
  }

  @EachTransport
  void additionalFamilyAndATokenAre400(Transport transport) {
    client(transport)
        .allocate()
        .family(Stun.ADDITIONAL_ADDRESS_FAMILY, 2)
        .attribute(Stun.RESERVATION_TOKEN, NO_TOKEN)
        .expectError(400);
  }

  @EachTransport
  void anEvenPort(Transport transport) {
    Frame reply = client(transport).allocate().attribute(Stun.EVEN_PORT, (byte) 0).expectSuccess();
    assertEquals(0, reply.address(Stun.XOR_RELAYED_ADDRESS).getPort() & 1);
    assertEquals(0, reply.values(Stun.RESERVATION_TOKEN).size());
  }

  @EachTransport
  void anEvenPortAndTheNextByItsToken(Transport transport) {
    TestClient client = client(transport);
    Frame reply = client.allocate().attribute(Stun.EVEN_PORT, (byte) 0x80).expectSuccess();
    InetSocketAddress even = reply.address(Stun.XOR_RELAYED_ADDRESS);
    assertEquals(0, even.getPort() & 1);
    byte[] token = reply.required(Stun.RESERVATION_TOKEN, "RESERVATION-TOKEN");
    assertEquals(8, token.length);

    TestClient other = client(transport);
    Frame next = other.allocate().attribute(Stun.RESERVATION_TOKEN, token).expectSuccess();
    InetSocketAddress odd = next.address(Stun.XOR_RELAYED_ADDRESS);
    assertEquals(even.getPort() + 1, odd.getPort());
    assertEquals(even.getAddress(), odd.getAddress());

    UdpPeer peer = peer();
    other.permit(peer.address()).expectSuccess();
    other.send(peer.address(), "reserved");
    peer.expect(odd, "reserved");
  }

  @EachTransport
  void aTokenIsGoodOnce(Transport transport) {
    byte[] token =
        client(transport)
            .allocate()
            .attribute(Stun.EVEN_PORT, (byte) 0x80)
            .expectSuccess()
            .required(Stun.RESERVATION_TOKEN, "RESERVATION-TOKEN");
    client(transport).allocate().attribute(Stun.RESERVATION_TOKEN, token).expectSuccess();
    client(transport).allocate().attribute(Stun.RESERVATION_TOKEN, token).expectError(508);
  }

  @EachTransport
  void aTokenThatNobodyGotIs508(Transport transport) {
    client(transport).allocate().attribute(Stun.RESERVATION_TOKEN, NO_TOKEN).expectError(508);
  }

  @EachTransport
  void aTokenAndAnEvenPortAre400(Transport transport) {
    client(transport)
        .allocate()
        .attribute(Stun.RESERVATION_TOKEN, NO_TOKEN)
        .attribute(Stun.EVEN_PORT, (byte) 0)
        .expectError(400);
  }

  @EachTransport
  void aTokenAndAFamilyAre400(Transport transport) {
    client(transport)
        .allocate()
        .attribute(Stun.RESERVATION_TOKEN, NO_TOKEN)
        .family(Stun.REQUESTED_ADDRESS_FAMILY, 1)
        .expectError(400);
  }

  @EachTransport
  void dontFragmentIsGrantedOrUnknown(Transport transport) {
    Frame reply = client(transport).allocate().attribute(Stun.DONT_FRAGMENT).answer();
    assertTrue(reply.error() == 0 || reply.error() == 420, reply::toString);
    if (reply.error() == 420) {
      assertEquals(List.of(Stun.DONT_FRAGMENT), reply.unknownAttributes());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Stun.RESERVATION_TOKEN, Stun.REQUESTED_ADDRESS_FAMILY})
  void valuesOfWrongLengthAre400(int type) {
    client(Transport.UDP).allocate().attribute(type, new byte[3]).expectError(400);
  }

  @Test
  void theQuotaIs486() {
    assumeTrue(target().quota() > 0, "the quota of the target is not known");
    assumeTrue(!target().secret().isEmpty(), "the target has no secret for a user of its own");
    Credentials greedy = Credentials.ephemeral(target().secret(), "greedy", 4_000_000_000L);
    List<TestClient> holders = new ArrayList<>();
    for (int i = 0; i < target().quota(); i++) {
      TestClient client = client(Transport.values()[i % 2]).as(greedy);
      client.allocate().expectSuccess();
      holders.add(client);
    }
    client(Transport.UDP).as(greedy).allocate().expectError(486);
    holders.getFirst().refresh(0).expectSuccess();
    client(Transport.UDP).as(greedy).allocate().expectSuccess();
  }

  @OverStreams
  void aClosedConnectionEndsItsAllocation(Transport transport) throws Exception {
    assumeTrue(target().ours(), "other servers may keep it for a while");
    TestClient client = client(transport);
    InetSocketAddress relayed = client.relayed();
    client.allocated = false;
    client.wire().close();
    awaitFree(relayed);
  }

  @OverStreams
  void aResetConnectionEndsItsAllocation(Transport transport) throws Exception {
    assumeTrue(target().ours(), "other servers may keep it for a while");
    TestClient client = client(transport);
    InetSocketAddress relayed = client.relayed();
    client.abort();
    awaitFree(relayed);
  }

  /** Until the relay's socket is closed: then its port can be bound. */
  static void awaitFree(InetSocketAddress relayed) throws InterruptedException {
    long end = System.nanoTime() + 5_000_000_000L;
    while (System.nanoTime() - end < 0) {
      try (DatagramSocket probe = new DatagramSocket(relayed)) {
        assertEquals(relayed.getPort(), probe.getLocalPort());
        return;
      } catch (IOException e) {
        LockSupport.parkNanos(5_000_000);
      }
    }
    throw new AssertionError("still open: " + relayed);
  }
}
