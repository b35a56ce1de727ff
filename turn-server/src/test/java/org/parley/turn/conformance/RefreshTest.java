package org.parley.turn.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;

/** RFC 8656 §8. */
class RefreshTest extends Scenario {

  @EachTransport
  void saysTheLifetime(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    assertEquals(900, client.refresh(900).expectSuccess().number(Stun.LIFETIME));
  }

  @EachTransport
  void withoutLifetimeTheDefault(Transport transport) {
    TestClient client = client(transport);
    client.allocate().number(Stun.LIFETIME, 1200).expectSuccess();
    Frame reply = client.request(Stun.REFRESH).expectSuccess();
    assertEquals(600, reply.number(Stun.LIFETIME));
  }

  @EachTransport
  void aShortLifetimeIsRaised(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    assertTrue(client.refresh(1).expectSuccess().number(Stun.LIFETIME) >= 600);
  }

  @EachTransport
  void aHugeLifetimeIsLimited(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    int lifetime = client.refresh(Integer.MIN_VALUE).expectSuccess().number(Stun.LIFETIME);
    assertTrue(lifetime >= 600 && lifetime <= 3600, "lifetime " + lifetime);
  }

  @EachTransport
  void zeroEndsTheAllocation(Transport transport) throws Exception {
    TestClient client = client(transport);
    InetSocketAddress relayed = client.relayed();
    assertEquals(0, client.refresh(0).expectSuccess().number(Stun.LIFETIME));
    client.allocated = false;
    client.refresh(600).expectError(437);
    AllocateTest.awaitFree(relayed);
  }

  @EachTransport
  void afterZeroTheClientMayAllocateAtOnce(Transport transport) {
    TestClient client = client(transport);
    for (int i = 0; i < 3; i++) {
      client.allocate().expectSuccess();
      client.refresh(0).expectSuccess();
    }
    client.allocate().expectSuccess();
  }

  @EachTransport
  void afterZeroNothingIsRelayed(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.bind(0x4000, peer.address()).expectSuccess();
    client.refresh(0).expectSuccess();
    client.channelData(0x4000, "late");
    client.send(peer.address(), "late");
    InetSocketAddress second = client.relayed();
    client.channelData(0x4000, "of the first allocation");
    client.send(peer.address(), "of the first allocation");
    client.permit(peer.address()).expectSuccess();
    client.send(peer.address(), "of the second");
    peer.expect(second, "of the second");
  }

  @EachTransport
  void withoutAnAllocationIs437(Transport transport) {
    client(transport).refresh(600).expectError(437);
  }

  @EachTransport
  void zeroTwiceIs437(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    client.refresh(0).expectSuccess();
    client.allocated = false;
    client.refresh(0).expectError(437);
  }

  @EachTransport
  void anotherFamilyIs443(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    client.refresh(600).family(Stun.REQUESTED_ADDRESS_FAMILY, 2).expectError(443);
    client.refresh(600).expectSuccess();
  }

  @EachTransport
  void theSameFamilyIsTaken(Transport transport) {
    TestClient client = client(transport);
    client.allocate().family(Stun.REQUESTED_ADDRESS_FAMILY, 2).expectSuccess();
    client.refresh(600).family(Stun.REQUESTED_ADDRESS_FAMILY, 2).expectSuccess();
    client.refresh(600).family(Stun.REQUESTED_ADDRESS_FAMILY, 1).expectError(443);
  }

  @EachTransport
  void zeroOfOneFamilyLeavesTheOther(Transport transport) {
    TestClient client = client(transport);
    Frame both = client.allocate().family(Stun.ADDITIONAL_ADDRESS_FAMILY, 2).expectSuccess();
    InetSocketAddress ipv4 = both.addresses(Stun.XOR_RELAYED_ADDRESS).getFirst();
    InetSocketAddress ipv6 = both.addresses(Stun.XOR_RELAYED_ADDRESS).getLast();
    assertNotEquals(ipv4.getAddress().getClass(), ipv6.getAddress().getClass());
    client.refresh(0).family(Stun.REQUESTED_ADDRESS_FAMILY, 2).expectSuccess();
    UdpPeer peer = peer();
    client.permit(peer.address()).expectSuccess();
    client.send(peer.address(), "IPv4 stays");
    peer.expect("IPv4 stays");
    client.permit(peer(LOOPBACK6).address()).expectError(443);
  }

  @EachTransport
  void theWrongPasswordDoesNotRefresh(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    Credentials wrong = new Credentials(target().user().user(), "wrong");
    client.refresh(0).as(wrong).expectError(401);
    client.refresh(600).expectSuccess();
  }
}
