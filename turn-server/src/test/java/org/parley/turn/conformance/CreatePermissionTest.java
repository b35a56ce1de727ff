package org.parley.turn.conformance;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8656 §9 and §10. */
class CreatePermissionTest extends Scenario {

  @EachTransport
  void aMissingPeerIs400(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    client.request(Stun.CREATE_PERMISSION).expectError(400);
  }

  @EachTransport
  void withoutAnAllocationIs437(Transport transport) {
    client(transport).permit(at("127.0.0.1", 9)).expectError(437);
  }

  @EachTransport
  void severalPeersInOneRequest(Transport transport) {
    TestClient client = client(transport);
    UdpPeer first = peer();
    UdpPeer second = peer(ip("127.0.0.2"));
    UdpPeer third = peer(ip("127.0.0.3"));
    client.relayed();
    client.permit(first.address(), second.address(), third.address()).expectSuccess();
    for (UdpPeer peer : new UdpPeer[] {first, second, third}) {
      client.send(peer.address(), "all of them");
      peer.expect("all of them");
    }
  }

  @EachTransport
  void aForbiddenPeerIs403(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    client.permit(at("224.0.0.1", 5000)).expectError(403);
  }

  @EachTransport
  void oneForbiddenPeerForbidsAll(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    UdpPeer later = peer(ip("127.0.0.2"));
    client.relayed();
    client.permit(peer.address(), at("224.0.0.1", 5000)).expectError(403);
    client.send(peer.address(), "not permitted");
    client.permit(later.address()).expectSuccess();
    client.send(later.address(), "permitted");
    later.expect("permitted");
    client.permit(peer.address()).expectSuccess();
    client.send(peer.address(), "now");
    peer.expect("now");
  }

  @EachTransport
  void anotherFamilyIs443(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    client.permit(peer(LOOPBACK6).address()).expectError(443);
  }

  @EachTransport
  void anIpv4PeerOfAnIpv6AllocationIs443(Transport transport) {
    TestClient client = client(transport);
    client.allocate().family(Stun.REQUESTED_ADDRESS_FAMILY, 2).expectSuccess();
    client.permit(peer().address()).expectError(443);
  }

  @EachTransport
  void withoutPermissionNothingGoesOut(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.send(peer.address(), "too early");
    client.expectSilence();
    client.permit(peer.address()).expectSuccess();
    client.send(peer.address(), "in time");
    peer.expect("in time");
  }

  @EachTransport
  void withoutPermissionNothingComesIn(Transport transport) {
    TestClient client = client(transport);
    UdpPeer stranger = peer(ip("127.0.0.2"));
    UdpPeer peer = peer();
    InetSocketAddress relayed = client.relayed();
    client.permit(peer.address()).expectSuccess();
    stranger.send(relayed, "from a stranger");
    peer.send(relayed, "from the peer");
    client.expectIndication(peer.address(), "from the peer");
    client.expectSilence();
  }

  @EachTransport
  void aPermissionIsOfTheAddressNotThePort(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    UdpPeer neighbour = peer();
    InetSocketAddress relayed = client.relayed();
    client.permit(peer.address()).expectSuccess();
    client.send(neighbour.address(), "another port");
    neighbour.expect(relayed, "another port");
    neighbour.send(relayed, "and back");
    client.expectIndication(neighbour.address(), "and back");
  }

  @EachTransport
  void thePortMayBeZero(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.permit(new InetSocketAddress(LOOPBACK, 0)).expectSuccess();
    client.send(peer.address(), "any port");
    peer.expect("any port");
  }

  @EachTransport
  void aPermissionIsOfOneAddressOnly(Transport transport) {
    TestClient client = client(transport);
    InetAddress next = ip("127.0.0.2");
    UdpPeer peer = peer();
    UdpPeer other = peer(next);
    client.relayed();
    client.permit(peer.address()).expectSuccess();
    client.send(other.address(), "not for you");
    client.permit(other.address()).expectSuccess();
    client.send(other.address(), "for you");
    other.expect("for you");
  }

  @EachTransport
  void maybeAskedForAgain(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    for (int i = 0; i < 3; i++) {
      client.permit(at("127.0.0.1", 1000 + i)).expectSuccess();
    }
  }

  @EachTransport
  void permissionsAreOfOneClient(Transport transport) {
    TestClient client = client(transport);
    TestClient other = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    InetSocketAddress relayed = other.relayed();
    client.permit(peer.address()).expectSuccess();
    other.send(peer.address(), "mine?");
    other.expectSilence();
    other.permit(peer.address()).expectSuccess();
    other.send(peer.address(), "now mine");
    peer.expect(relayed, "now mine");
    other.expectSilence();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 7, 9, 19})
  void aPeerOfWrongLengthIs400(int length) {
    TestClient client = client(Transport.UDP);
    client.relayed();
    byte[] value = new byte[length];
    if (length > 1) {
      value[1] = 1;
    }
    client.request(Stun.CREATE_PERMISSION).attribute(Stun.XOR_PEER_ADDRESS, value).expectError(400);
  }

  @EachTransport
  void anUnknownRequiredAttributeIs420(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    client.permit(at("127.0.0.1", 9)).attribute(0x7F09).expectError(420);
  }
}
