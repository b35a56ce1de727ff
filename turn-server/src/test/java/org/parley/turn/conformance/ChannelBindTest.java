package org.parley.turn.conformance;

import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8656 §12. */
class ChannelBindTest extends Scenario {

  @ParameterizedTest
  @ValueSource(ints = {0x4000, 0x4001, 0x4ABC, 0x4FFF})
  void channelsOfTheRangeAreGranted(int channel) {
    TestClient client = client(Transport.UDP);
    UdpPeer peer = peer();
    client.relayed();
    client.bind(channel, peer.address()).expectSuccess();
    client.channelData(channel, "bound");
    peer.expect("bound");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 0x3FFF, 0x5000, 0x7FFF, 0x8000, 0xFFFF})
  void channelsOutOfTheRangeAre400(int channel) {
    TestClient client = client(Transport.UDP);
    client.relayed();
    client.bind(channel, at("127.0.0.1", 9)).expectError(400);
  }

  @EachTransport
  void aMissingChannelIs400(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    client.request(Stun.CHANNEL_BIND).peer(at("127.0.0.1", 9)).expectError(400);
  }

  @EachTransport
  void aMissingPeerIs400(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    client.request(Stun.CHANNEL_BIND).channel(0x4000).expectError(400);
  }

  @EachTransport
  void withoutAnAllocationIs437(Transport transport) {
    client(transport).bind(0x4000, at("127.0.0.1", 9)).expectError(437);
  }

  @EachTransport
  void theSamePairMayBeBoundAgain(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.bind(0x4000, peer.address()).expectSuccess();
    client.bind(0x4000, peer.address()).expectSuccess();
    client.channelData(0x4000, "still");
    peer.expect("still");
  }

  @EachTransport
  void aChannelOfAnotherPeerIs400(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.bind(0x4000, peer.address()).expectSuccess();
    client.bind(0x4000, at("127.0.0.2", peer.address().getPort())).expectError(400);
    client.bind(0x4000, peer().address()).expectError(400);
    client.channelData(0x4000, "the first peer keeps it");
    peer.expect("the first peer keeps it");
  }

  @EachTransport
  void aSecondChannelOfAPeerIs400(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.bind(0x4000, peer.address()).expectSuccess();
    client.bind(0x4001, peer.address()).expectError(400);
  }

  @EachTransport
  void portsOfOneAddressHaveTheirOwnChannels(Transport transport) {
    TestClient client = client(transport);
    UdpPeer first = peer();
    UdpPeer second = peer();
    InetSocketAddress relayed = client.relayed();
    client.bind(0x4000, first.address()).expectSuccess();
    client.bind(0x4001, second.address()).expectSuccess();
    client.channelData(0x4001, "to the second");
    client.channelData(0x4000, "to the first");
    second.expect(relayed, "to the second");
    first.expect(relayed, "to the first");
    second.send(relayed, "from the second");
    client.expectChannelData(0x4001, "from the second");
  }

  @EachTransport
  void impliesAPermission(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    UdpPeer neighbour = peer();
    InetSocketAddress relayed = client.relayed();
    client.bind(0x4000, peer.address()).expectSuccess();
    client.send(peer.address(), "as an indication");
    peer.expect(relayed, "as an indication");
    client.send(neighbour.address(), "to another port");
    neighbour.expect(relayed, "to another port");
    neighbour.send(relayed, "not bound");
    client.expectIndication(neighbour.address(), "not bound");
  }

  @EachTransport
  void whatComesFromABoundPeerIsChannelData(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    InetSocketAddress relayed = client.relayed();
    client.permit(peer.address()).expectSuccess();
    peer.send(relayed, "before");
    client.expectIndication(peer.address(), "before");
    client.bind(0x4123, peer.address()).expectSuccess();
    peer.send(relayed, "after");
    client.expectChannelData(0x4123, "after");
  }

  @EachTransport
  void aForbiddenPeerIs403(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    client.bind(0x4000, at("224.0.0.1", 5000)).expectError(403);
  }

  @EachTransport
  void anotherFamilyIs443(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    client.bind(0x4000, peer(LOOPBACK6).address()).expectError(443);
  }

  @EachTransport
  void reservedBytesAreIgnored(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client
        .request(Stun.CHANNEL_BIND)
        .number(Stun.CHANNEL_NUMBER, 0x4000_FFFF)
        .peer(peer.address())
        .expectSuccess();
    client.channelData(0x4000, "bound");
    peer.expect("bound");
  }

  @EachTransport
  void aChannelNumberOfWrongLengthIs400(Transport transport) {
    TestClient client = client(transport);
    client.relayed();
    client
        .request(Stun.CHANNEL_BIND)
        .attribute(Stun.CHANNEL_NUMBER, (byte) 0x40, (byte) 0)
        .peer(at("127.0.0.1", 9))
        .expectError(400);
  }

  @EachTransport
  void channelsAreOfOneClient(Transport transport) {
    TestClient client = client(transport);
    TestClient other = client(transport);
    UdpPeer first = peer();
    UdpPeer second = peer();
    client.relayed();
    InetSocketAddress relayed = other.relayed();
    client.bind(0x4000, first.address()).expectSuccess();
    other.bind(0x4000, second.address()).expectSuccess();
    other.channelData(0x4000, "mine");
    second.expect(relayed, "mine");
    client.channelData(0x4000, "theirs");
    first.expect("theirs");
  }
}
