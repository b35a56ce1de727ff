package org.parley.turn.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.turn.relay.RelayScript.MEDIA;
import static org.parley.turn.relay.RelayScript.PEER;
import static org.parley.turn.relay.RelayScript.PEER6;
import static org.parley.turn.relay.RelayScript.relayed;
import static org.parley.turn.relay.RelayScript.sendIndication;
import static org.parley.turn.stun.StunMessage.ALLOCATE;
import static org.parley.turn.stun.StunMessage.CONNECT;
import static org.parley.turn.stun.StunMessage.CONNECTION_BIND;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.parley.turn.peers.IpAddress;
import org.parley.turn.relay.RelayScript.Sent;
import org.parley.turn.stun.AddressFamily;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

/** RFC 6062. */
class TcpRelayTest {
  private static final InetSocketAddress CLIENT = new InetSocketAddress("198.51.100.7", 4711);
  private static final FiveTuple CONTROL = new FiveTuple(Transport.TCP, 20, CLIENT);
  private static final FiveTuple DATA =
      new FiveTuple(Transport.TLS, 21, new InetSocketAddress("198.51.100.7", 4712));
  private static final TurnAttribute.RequestedTransport TCP =
      new TurnAttribute.RequestedTransport(6);
  private static final long MEDIA_LOW = IpAddress.of(MEDIA.getAddress()).low();

  // Core 1, its first connection.
  private static final int FIRST_ID = 0x01_00_00_01;

  private final RelayScript script = new RelayScript();

  @Test
  void allocatesOverConnectionsOnly() {
    FiveTuple udp = new FiveTuple(Transport.UDP, 1, CLIENT);
    FiveTuple dtls = new FiveTuple(Transport.DTLS, 2, CLIENT);
    assertEquals(400, script.code(script.request(udp, ALLOCATE, TCP)));
    assertEquals(400, script.code(script.request(dtls, ALLOCATE, TCP)));
    Relay relay = script.allocate(CONTROL, TCP);
    assertEquals(RelayProtocol.TCP, relay.protocol());
    assertTrue(script.served.serves(RelayProtocol.TCP, 0, MEDIA_LOW, relayed(relay).getPort()));
    assertFalse(script.served.serves(RelayProtocol.UDP, 0, MEDIA_LOW, relayed(relay).getPort()));
    assertEquals(437, script.code(script.request(CONTROL, ALLOCATE, TCP)));
  }

  @Test
  void excludesWhatBelongsToUdp() {
    assertEquals(400, allocate(new TurnAttribute.EvenPort(false)));
    assertEquals(400, allocate(new TurnAttribute.ReservationToken(1)));
    assertEquals(400, allocate(new TurnAttribute.DontFragment()));
    assertEquals(0, script.quotas.allocations());
  }

  private int allocate(TurnAttribute attribute) {
    return script.code(script.request(CONTROL, ALLOCATE, TCP, attribute));
  }

  @Test
  void canBeSwitchedOff() {
    RelayScript off =
        new RelayScript(
            new RelayConfig(
                Set.of(AddressFamily.IPV4),
                false,
                Duration.ofHours(1),
                1,
                1,
                0,
                RelayConfig.Extensions.NONE),
            1,
            1);
    assertEquals(442, off.code(off.request(CONTROL, ALLOCATE, TCP)));
  }

  @Test
  void connectsAndBinds() {
    Relay relay = script.allocate(CONTROL, TCP);
    TransactionId id = script.nextId();
    assertEquals(
        List.of(new RelayEffect.Connect(FIRST_ID, relay, PEER)),
        script.request(CONTROL, id, CONNECT, peer(PEER)));
    assertEquals(446, script.code(script.request(CONTROL, CONNECT, peer(PEER))), "being made");
    assertEquals(400, bind(DATA, FIRST_ID), "not there yet");
    script.server.onPeerConnected(FIRST_ID, script.now());
    assertEquals(
        List.of(success(CONTROL, CONNECT, id, new TurnAttribute.ConnectionId(FIRST_ID))),
        script.effects());
    assertEquals(446, script.code(script.request(CONTROL, CONNECT, peer(PEER))), "waiting");

    id = script.nextId();
    List<Object> effects =
        script.request(DATA, id, CONNECTION_BIND, new TurnAttribute.ConnectionId(FIRST_ID));
    var splice = assertInstanceOf(RelayEffect.Splice.class, effects.get(1));
    assertEquals(
        List.of(
            success(DATA, CONNECTION_BIND, id),
            new RelayEffect.Splice(FIRST_ID, DATA, splice.meter())),
        effects);
    assertEquals(400, bind(DATA, FIRST_ID), "bound already");
    assertEquals(446, script.code(script.request(CONTROL, CONNECT, peer(PEER))), "bound");
    assertEquals(0, splice.meter().toPeer(1000, script.now()));
    assertEquals(1000, script.server.counters().count(RelayCounter.BYTES_TO_PEER));

    script.seconds += 590;
    script.server.onTimeout(script.now());
    assertEquals(List.of(), script.effects(), "the 30 s were for binding");
    script.server.onConnectionClosed(FIRST_ID);
    assertEquals(List.of(), script.effects());
    assertInstanceOf(
        RelayEffect.Connect.class, script.request(CONTROL, CONNECT, peer(PEER)).getFirst());
  }

  @Test
  void refusesConnects() {
    assertEquals(437, script.code(script.request(CONTROL, CONNECT, peer(PEER))));
    script.allocate(RelayScript.ADA);
    assertEquals(437, script.code(script.request(RelayScript.ADA, CONNECT, peer(PEER))), "UDP");
    script.allocate(CONTROL, TCP);
    assertEquals(400, script.code(script.request(CONTROL, CONNECT)));
    assertEquals(403, connect(new InetSocketAddress("10.0.0.1", 80)));
    assertEquals(403, connect(new InetSocketAddress("::ffff:127.0.0.1", 80)));
    assertEquals(403, connect(MEDIA), "media are UDP");
    assertEquals(443, connect(PEER6));
    assertEquals(400, connect(new InetSocketAddress(PEER.getAddress(), 0)));
    script.request(CONTROL, CONNECT, peer(PEER));
    script.request(CONTROL, CONNECT, peer(new InetSocketAddress(PEER.getAddress(), 5001)));
    assertEquals(508, connect(new InetSocketAddress(PEER.getAddress(), 5002)), "two at most");
    script.user = "bob";
    assertEquals(441, connect(PEER));
  }

  private int connect(InetSocketAddress to) {
    return script.code(script.request(CONTROL, CONNECT, peer(to)));
  }

  @Test
  void tellsOfConnectionsThatFail() {
    Relay relay = script.allocate(CONTROL, TCP);
    script.request(CONTROL, CONNECT, peer(PEER));
    script.server.onConnectFailed(FIRST_ID);
    assertEquals(447, script.code(script.effects()));
    assertEquals(
        List.of(new RelayEffect.Connect(FIRST_ID + 1, relay, PEER)),
        script.request(CONTROL, CONNECT, peer(PEER)));
    script.seconds += 30;
    script.server.onTimeout(script.now());
    List<Object> effects = script.effects();
    assertEquals(new RelayEffect.ClosePeer(FIRST_ID + 1), effects.getFirst());
    assertEquals(447, script.code(effects));
    assertEquals(2, effects.size());
    script.server.onPeerConnected(FIRST_ID + 1, script.now());
    assertEquals(List.of(), script.effects(), "too late");
  }

  @Test
  void closesWhatNobodyBinds() {
    script.allocate(CONTROL, TCP);
    script.request(CONTROL, CONNECT, peer(PEER));
    script.seconds += 29;
    script.server.onPeerConnected(FIRST_ID, script.now());
    script.effects();
    script.seconds += 30;
    script.server.onTimeout(script.now());
    assertEquals(List.of(new RelayEffect.ClosePeer(FIRST_ID)), script.effects());
    assertEquals(400, bind(DATA, FIRST_ID));
  }

  @Test
  void tellsOfPeersThatHaveAPermission() {
    Relay relay = script.allocate(CONTROL, TCP);
    assertEquals(
        RelayServer.NO_CONNECTION, script.server.onPeerAccepted(relay, PEER, script.now()));
    assertEquals(List.of(), script.effects());
    assertEquals(0, script.permit(CONTROL, PEER));
    assertEquals(FIRST_ID, script.server.onPeerAccepted(relay, PEER, script.now()));
    Sent attempt = assertInstanceOf(Sent.class, script.effects().getFirst());
    assertEquals(
        new Sent(
            CONTROL,
            new StunMessage(
                StunClass.INDICATION,
                StunMessage.CONNECTION_ATTEMPT,
                attempt.message().transactionId(),
                peer(PEER),
                new TurnAttribute.ConnectionId(FIRST_ID))),
        attempt);
    assertEquals(0, bind(DATA, FIRST_ID));
    InetSocketAddress other = new InetSocketAddress(PEER.getAddress(), 5001);
    assertEquals(FIRST_ID + 1, script.server.onPeerAccepted(relay, other, script.now()));
    InetSocketAddress third = new InetSocketAddress(PEER.getAddress(), 5002);
    assertEquals(
        RelayServer.NO_CONNECTION,
        script.server.onPeerAccepted(relay, third, script.now()),
        "two connections at most");
    script.seconds += 300;
    script.server.onConnectionClosed(FIRST_ID);
    assertEquals(
        RelayServer.NO_CONNECTION,
        script.server.onPeerAccepted(relay, third, script.now()),
        "the permission has ended");
  }

  @Test
  void bindsForTheOwnerOnConnectionsOnly() {
    Relay relay = script.allocate(CONTROL, TCP);
    script.permit(CONTROL, PEER);
    script.server.onPeerAccepted(relay, PEER, script.now());
    script.effects();
    assertEquals(400, bind(new FiveTuple(Transport.UDP, 1, CLIENT), FIRST_ID));
    assertEquals(400, bind(CONTROL, FIRST_ID), "it has the allocation");
    assertEquals(400, bind(DATA, FIRST_ID + 1), "unknown");
    assertEquals(400, script.code(script.request(DATA, CONNECTION_BIND)), "no id");
    script.user = "bob";
    assertEquals(400, bind(DATA, FIRST_ID), "of another user");
    script.user = "ada";
    assertEquals(0, bind(DATA, FIRST_ID));
  }

  @Test
  void relaysNoDatagramsAndHasNoChannels() {
    script.allocate(CONTROL, TCP);
    assertEquals(0, script.permit(CONTROL, PEER));
    assertNull(script.fromClient(CONTROL, sendIndication(PEER, "x")));
    assertEquals(403, script.bind(CONTROL, 0x4000, PEER));
  }

  @Test
  void allEndsWithTheAllocation() {
    Relay relay = script.allocate(CONTROL, TCP);
    script.request(CONTROL, CONNECT, peer(PEER));
    script.permit(CONTROL, PEER);
    InetSocketAddress other = new InetSocketAddress(PEER.getAddress(), 5001);
    script.server.onPeerAccepted(relay, other, script.now());
    script.effects();
    script.server.onClientClosed(CONTROL);
    assertEquals(
        List.of(
            new RelayEffect.ClosePeer(FIRST_ID),
            new RelayEffect.ClosePeer(FIRST_ID + 1),
            new RelayEffect.CloseRelay(relay)),
        script.effects());
    assertFalse(script.server.hasDeadline());
    assertEquals(0, script.quotas.allocations());
    script.server.onConnectionClosed(FIRST_ID);
    script.server.onPeerConnected(FIRST_ID, script.now());
    assertEquals(List.of(), script.effects());
  }

  @Test
  void relaysReachEachOther() {
    Relay relay = script.allocate(CONTROL, TCP);
    FiveTuple bob = new FiveTuple(Transport.TCP, 22, new InetSocketAddress("198.51.100.8", 1));
    Relay his = script.allocate(bob, TCP);
    assertEquals(
        List.of(new RelayEffect.Connect(FIRST_ID, relay, relayed(his))),
        script.request(CONTROL, CONNECT, peer(relayed(his))));
    assertEquals(0, script.permit(bob, relayed(relay)));
    assertEquals(FIRST_ID + 1, script.server.onPeerAccepted(his, relayed(relay), script.now()));
  }

  private int bind(FiveTuple client, int id) {
    List<Object> effects =
        script.request(client, CONNECTION_BIND, new TurnAttribute.ConnectionId(id));
    return script.code(effects.subList(0, 1));
  }

  private static TurnAttribute.XorPeerAddress peer(InetSocketAddress address) {
    return new TurnAttribute.XorPeerAddress(address);
  }

  private static Sent success(
      FiveTuple to, int method, TransactionId id, TurnAttribute... attributes) {
    return new Sent(to, new StunMessage(StunClass.SUCCESS_RESPONSE, method, id, attributes));
  }
}
