package org.parley.turn.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Send and Data indications, ChannelData (RFC 8656 §11 and §12). */
class DataTest extends Scenario {
  private static final int CHANNEL = 0x4321;

  private static byte[] random(int length) {
    byte[] data = new byte[length];
    new Random(length).nextBytes(data);
    return data;
  }

  @EachTransport
  void indicationsBothWays(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    InetSocketAddress relayed = client.relayed();
    client.permit(peer.address()).expectSuccess();
    for (int length : new int[] {1, 2, 3, 4, 5, 100, 1200}) {
      byte[] data = random(length);
      client.send(peer.address(), data);
      assertArrayEquals(data, peer.receive());
      peer.send(relayed, data);
      Frame frame = client.next();
      assertArrayEquals(data, frame.data());
      frame.verifyPadding();
    }
  }

  @EachTransport
  void channelDataBothWays(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    InetSocketAddress relayed = client.relayed();
    client.bind(CHANNEL, peer.address()).expectSuccess();
    for (int length : new int[] {1, 2, 3, 4, 5, 100, 1200}) {
      byte[] data = random(length);
      client.channelData(CHANNEL, data);
      assertArrayEquals(data, peer.receive());
      peer.send(relayed, data);
      Frame frame = client.next();
      assertEquals(CHANNEL, frame.channel());
      assertArrayEquals(data, frame.data());
    }
  }

  @EachTransport
  void emptyIndicationsAreEmptyDatagrams(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    InetSocketAddress relayed = client.relayed();
    client.permit(peer.address()).expectSuccess();
    client.send(peer.address(), new byte[0]);
    assertEquals(0, peer.receive().length);
    peer.send(relayed, new byte[0]);
    assertEquals(0, client.next().data().length);
  }

  @EachTransport
  void emptyChannelDataAreEmptyDatagrams(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    InetSocketAddress relayed = client.relayed();
    client.bind(CHANNEL, peer.address()).expectSuccess();
    client.channelData(CHANNEL, new byte[0]);
    assertEquals(0, peer.receive().length);
    peer.send(relayed, new byte[0]);
    Frame frame = client.next();
    assertEquals(CHANNEL, frame.channel());
    assertEquals(0, frame.data().length);
  }

  @EachTransport
  void bigPackets(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    InetSocketAddress relayed = client.relayed();
    client.permit(peer.address()).expectSuccess();
    byte[] data = random(1460);
    client.send(peer.address(), data);
    assertArrayEquals(data, peer.receive());
    peer.send(relayed, data);
    assertArrayEquals(data, client.next().data());
    client.bind(CHANNEL, peer.address()).expectSuccess();
    client.channelData(CHANNEL, data);
    assertArrayEquals(data, peer.receive());
    peer.send(relayed, data);
    assertArrayEquals(data, client.next().data());
  }

  @EachTransport
  void packetsThatMustBeFragmented(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    InetSocketAddress relayed = client.relayed();
    client.bind(CHANNEL, peer.address()).expectSuccess();
    byte[] data = random(4_001);
    client.channelData(CHANNEL, data);
    assertArrayEquals(data, peer.receive());
    peer.send(relayed, data);
    assertArrayEquals(data, client.next().data());
  }

  @EachTransport
  void manyPacketsInTheirOrder(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    InetSocketAddress relayed = client.relayed();
    client.bind(CHANNEL, peer.address()).expectSuccess();
    for (int i = 0; i < 100; i++) {
      client.channelData(CHANNEL, "packet " + i);
    }
    for (int i = 0; i < 100; i++) {
      peer.expect(relayed, "packet " + i);
    }
    for (int i = 0; i < 100; i++) {
      peer.send(relayed, "back " + i);
    }
    for (int i = 0; i < 100; i++) {
      client.expectChannelData(CHANNEL, "back " + i);
    }
  }

  @EachTransport
  void anIndicationWithoutDataIsDropped(Transport transport) {
    dropped(transport, peer -> MessageBuilder.indication(Stun.SEND).peer(peer));
  }

  @EachTransport
  void anIndicationWithoutAPeerIsDropped(Transport transport) {
    dropped(transport, peer -> MessageBuilder.indication(Stun.SEND).text(Stun.DATA, "whom?"));
  }

  @EachTransport
  void anIndicationWithAnUnknownRequiredAttributeIsDropped(Transport transport) {
    dropped(
        transport,
        peer ->
            MessageBuilder.indication(Stun.SEND)
                .peer(peer)
                .text(Stun.DATA, "no")
                .attribute(0x7F05));
  }

  @EachTransport
  void anIndicationWithABrokenPeerIsDropped(Transport transport) {
    dropped(
        transport,
        peer ->
            MessageBuilder.indication(Stun.SEND)
                .attribute(Stun.XOR_PEER_ADDRESS, (byte) 0, (byte) 1, (byte) 0)
                .text(Stun.DATA, "no"));
  }

  @EachTransport
  void aPortOfZeroGoesNowhere(Transport transport) {
    dropped(
        transport,
        peer ->
            MessageBuilder.indication(Stun.SEND)
                .peer(new InetSocketAddress(peer.getAddress(), 0))
                .text(Stun.DATA, "no"));
  }

  private interface Broken {
    MessageBuilder to(InetSocketAddress peer);
  }

  private void dropped(Transport transport, Broken broken) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.permit(peer.address()).expectSuccess();
    client.raw(broken.to(peer.address()).bytes());
    client.expectSilence();
    client.send(peer.address(), "a good one");
    peer.expect("a good one");
  }

  @EachTransport
  void unknownOptionalAttributesOfIndicationsAreIgnored(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.permit(peer.address()).expectSuccess();
    client.raw(
        MessageBuilder.indication(Stun.SEND)
            .text(Stun.SOFTWARE, "test")
            .attribute(0xFF06, new byte[5])
            .padding(0xFF)
            .text(Stun.DATA, "first the data")
            .peer(peer.address())
            .bytes());
    peer.expect("first the data");
  }

  @EachTransport
  void anIndicationWithAFingerprintIsRelayed(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.permit(peer.address()).expectSuccess();
    client.raw(
        MessageBuilder.indication(Stun.SEND)
            .peer(peer.address())
            .text(Stun.DATA, "odd")
            .fingerprint()
            .bytes());
    peer.expect("odd");
  }

  @EachTransport
  void dontFragmentIsRelayed(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    if (client.allocate().attribute(Stun.DONT_FRAGMENT).answer().error() == 420) {
      return;
    }
    client.permit(peer.address()).expectSuccess();
    client.raw(
        MessageBuilder.indication(Stun.SEND)
            .attribute(Stun.DONT_FRAGMENT)
            .peer(peer.address())
            .text(Stun.DATA, "whole")
            .bytes());
    peer.expect("whole");
    client.send(peer.address(), "either");
    peer.expect("either");
  }

  @EachTransport
  void indicationsWithoutAnAllocationAreDropped(Transport transport) {
    TestClient client = client(transport);
    client.send(at("127.0.0.1", 9), "no allocation");
    client.channelData(0x4000, "none");
    client.expectSilence();
  }

  @EachTransport
  void aDataIndicationFromTheClientIsDropped(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.permit(peer.address()).expectSuccess();
    client.raw(
        MessageBuilder.indication(Stun.DATA_METHOD)
            .peer(peer.address())
            .text(Stun.DATA, "wrong way")
            .bytes());
    client.expectSilence();
    client.send(peer.address(), "right way");
    peer.expect("right way");
  }

  @EachTransport
  void anUnboundChannelIsDropped(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    client.bind(CHANNEL, peer.address()).expectSuccess();
    client.channelData(CHANNEL + 1, "unbound");
    client.expectSilence();
    client.channelData(CHANNEL, "bound");
    peer.expect("bound");
  }

  @Test
  void channelDataMayBePaddedInADatagram() {
    TestClient client = client(Transport.UDP);
    UdpPeer peer = peer();
    client.relayed();
    client.bind(CHANNEL, peer.address()).expectSuccess();
    client.raw(TestClient.channelData(CHANNEL, 5, "12345\0\0\0".getBytes(UTF_8)));
    peer.expect("12345");
  }

  @Test
  void channelDataLongerThanItsDatagramIsDropped() {
    TestClient client = client(Transport.UDP);
    UdpPeer peer = peer();
    client.relayed();
    client.bind(CHANNEL, peer.address()).expectSuccess();
    client.raw(TestClient.channelData(CHANNEL, 9, new byte[8]));
    client.raw(TestClient.channelData(CHANNEL, 0xFFFF, new byte[8]));
    client.raw(Arrays.copyOf(TestClient.channelData(CHANNEL, 0, new byte[0]), 3));
    client.expectSilence();
    client.channelData(CHANNEL, "right");
    peer.expect("right");
  }

  @EachTransport
  void twoClientsReachEachOtherByTheirRelays(Transport transport) {
    TestClient ada = client(transport);
    TestClient bob = client(transport);
    InetSocketAddress adas = ada.relayed();
    InetSocketAddress bobs = bob.relayed();
    ada.permit(bobs).expectSuccess();
    bob.permit(adas).expectSuccess();
    ada.send(bobs, "hello");
    bob.expectIndication(adas, "hello");
    bob.bind(0x4000, adas).expectSuccess();
    ada.bind(0x4FFF, bobs).expectSuccess();
    bob.channelData(0x4000, "by channel");
    ada.expectChannelData(0x4FFF, "by channel");
    ada.channelData(0x4FFF, "both ways");
    bob.expectChannelData(0x4000, "both ways");
  }

  @Test
  void clientsOfDifferentTransportsReachEachOther() {
    TestClient ada = client(Transport.UDP);
    TestClient bob = client(Transport.TCP);
    InetSocketAddress adas = ada.relayed();
    InetSocketAddress bobs = bob.relayed();
    ada.bind(0x4000, bobs).expectSuccess();
    bob.bind(0x4000, adas).expectSuccess();
    for (int length = 1; length < 6; length++) {
      ada.channelData(0x4000, "12345".substring(0, length));
      bob.expectChannelData(0x4000, "12345".substring(0, length));
      bob.channelData(0x4000, "54321".substring(0, length));
      ada.expectChannelData(0x4000, "54321".substring(0, length));
    }
  }

  @EachTransport
  void aClientReachesItself(Transport transport) {
    TestClient client = client(transport);
    InetSocketAddress relayed = client.relayed();
    client.permit(relayed).expectSuccess();
    client.send(relayed, "echo");
    client.expectIndication(relayed, "echo");
  }

  @EachTransport
  void ipv6Relays(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer(LOOPBACK6);
    InetSocketAddress relayed =
        client
            .allocate()
            .family(Stun.REQUESTED_ADDRESS_FAMILY, 2)
            .expectSuccess()
            .address(Stun.XOR_RELAYED_ADDRESS);
    client.permit(peer.address()).expectSuccess();
    client.send(peer.address(), "six");
    peer.expect(relayed, "six");
    peer.send(relayed, "and back");
    client.expectIndication(peer.address(), "and back");
    client.bind(CHANNEL, peer.address()).expectSuccess();
    client.channelData(CHANNEL, "channel");
    peer.expect(relayed, "channel");
    peer.send(relayed, "channel back");
    client.expectChannelData(CHANNEL, "channel back");
  }

  @EachTransport
  void bothFamiliesOfOneAllocation(Transport transport) {
    TestClient client = client(transport);
    UdpPeer four = peer();
    UdpPeer six = peer(LOOPBACK6);
    client.allocate().family(Stun.ADDITIONAL_ADDRESS_FAMILY, 2).expectSuccess();
    client.permit(four.address(), six.address()).expectSuccess();
    client.send(four.address(), "to four");
    four.expect("to four");
    client.send(six.address(), "to six");
    six.expect("to six");
  }

  /** RFC 8656 §11.5: who sends to a closed port is told so. */
  @EachTransport
  void anIcmpErrorIsTold(Transport transport) {
    TestClient client = client(transport);
    UdpPeer gone = peer();
    client.relayed();
    client.permit(gone.address()).expectSuccess();
    gone.close();
    client.send(gone.address(), "anybody?");
    Frame frame = client.receive(1_000);
    assertNotNull(frame, "no indication");
    assertEquals(Stun.DATA_METHOD, frame.method());
    byte[] icmp = frame.required(Stun.ICMP, "ICMP");
    assertEquals(gone.address(), frame.address(Stun.XOR_PEER_ADDRESS));
    assertArrayEquals(new byte[] {0, 0, 3 << 1, 3, 0, 0, 0, 0}, icmp);
  }

  @EachTransport
  void aClosedPortDoesNotHurtTheAllocation(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    UdpPeer gone = peer();
    client.relayed();
    client.permit(peer.address()).expectSuccess();
    gone.close();
    for (int i = 0; i < 20; i++) {
      client.send(gone.address(), "anybody?");
      client.send(peer.address(), "you " + i);
      peer.expect("you " + i);
    }
    client.refresh(600).expectSuccess();
  }

  @EachTransport
  void anUnreachablePeerDoesNotHurtTheAllocation(Transport transport) {
    TestClient client = client(transport);
    UdpPeer peer = peer();
    client.relayed();
    // TEST-NET-3: loopback has no way there.
    InetSocketAddress nowhere = at("203.0.113.7", 7);
    client.permit(peer.address(), nowhere).expectSuccess();
    client.send(nowhere, "anybody?");
    client.send(peer.address(), "you");
    peer.expect("you");
    client.refresh(600).expectSuccess();
  }
}
