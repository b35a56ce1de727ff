package org.parley.turn.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.turn.relay.RelayScript.ADA;
import static org.parley.turn.relay.RelayScript.BOB;
import static org.parley.turn.relay.RelayScript.CONFIG;
import static org.parley.turn.relay.RelayScript.MEDIA;
import static org.parley.turn.relay.RelayScript.PEER;
import static org.parley.turn.relay.RelayScript.PEER6;
import static org.parley.turn.relay.RelayScript.UDP;
import static org.parley.turn.relay.RelayScript.channelData;
import static org.parley.turn.relay.RelayScript.parse;
import static org.parley.turn.relay.RelayScript.relayed;
import static org.parley.turn.relay.RelayScript.sendIndication;
import static org.parley.turn.stun.StunMessage.ALLOCATE;
import static org.parley.turn.stun.StunMessage.CHANNEL_BIND;
import static org.parley.turn.stun.StunMessage.CREATE_PERMISSION;
import static org.parley.turn.stun.StunMessage.REFRESH;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parley.turn.auth.User;
import org.parley.turn.relay.RelayScript.Sent;
import org.parley.turn.stun.AddressFamily;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunEncoder;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

class RelayServerTest {
  private final RelayScript script = new RelayScript();

  @Test
  void allocates() {
    TransactionId id = script.nextId();
    List<Object> effects = script.request(ADA, id, ALLOCATE, UDP);
    var open = assertInstanceOf(RelayEffect.OpenRelay.class, effects.getFirst());
    assertEquals(List.of(new RelayEffect.OpenRelay(open.relay(), false, null)), effects);
    assertEquals(List.of(), script.request(ADA, id, ALLOCATE, UDP), "under way");
    script.server.onRelayOpened(open.relay(), relayed(open.relay()), script.now());
    Sent answer =
        new Sent(
            ADA,
            new StunMessage(
                StunClass.SUCCESS_RESPONSE,
                ALLOCATE,
                id,
                new TurnAttribute.XorRelayedAddress(relayed(open.relay())),
                new TurnAttribute.Lifetime(600),
                new StunAttribute.XorMappedAddress(ADA.client())));
    assertEquals(List.of(answer), script.effects());
    assertEquals(List.of(answer), script.request(ADA, id, ALLOCATE, UDP), "retransmitted");
    assertEquals(437, script.code(script.request(ADA, ALLOCATE, UDP)), "asked anew");
    assertEquals(script.now() + 600 * RelayScript.SECOND, script.server.nextDeadlineNanos());
  }

  @ParameterizedTest
  @CsvSource({"0, 600", "1, 600", "601, 601", "3600, 3600", "3601, 3600", "4294967295, 3600"})
  void boundsLifetimes(long wanted, long granted) {
    Relay relay = script.allocate(ADA, new TurnAttribute.Lifetime(wanted));
    script.seconds += granted - 1;
    script.server.onTimeout(script.now());
    assertEquals(List.of(), script.effects());
    script.seconds++;
    script.server.onTimeout(script.now());
    assertEquals(List.of(new RelayEffect.CloseRelay(relay)), script.effects());
    assertFalse(script.server.hasDeadline());
    assertEquals(0, script.quotas.allocations());
  }

  @Test
  void refreshesAndEndsAtOnce() {
    Relay relay = script.allocate(ADA);
    script.seconds += 599;
    TransactionId id = script.nextId();
    assertEquals(
        List.of(
            new Sent(
                ADA,
                new StunMessage(
                    StunClass.SUCCESS_RESPONSE, REFRESH, id, new TurnAttribute.Lifetime(700)))),
        script.request(ADA, id, REFRESH, new TurnAttribute.Lifetime(700)));
    script.seconds += 699;
    id = script.nextId();
    assertEquals(
        List.of(
            new RelayEffect.CloseRelay(relay),
            new Sent(
                ADA,
                new StunMessage(
                    StunClass.SUCCESS_RESPONSE, REFRESH, id, new TurnAttribute.Lifetime(0)))),
        script.request(ADA, id, REFRESH, new TurnAttribute.Lifetime(0)));
    assertFalse(script.server.hasDeadline());
    assertEquals(437, script.code(script.request(ADA, REFRESH)));
    assertNotNull(script.allocate(ADA), "the 5-tuple is free");
  }

  @ParameterizedTest
  @ValueSource(ints = {REFRESH, CREATE_PERMISSION, CHANNEL_BIND})
  void wantsAnAllocationOfTheSameUser(int method) {
    assertEquals(437, script.code(script.request(ADA, method)));
    script.allocate(ADA);
    script.user = "bob";
    assertEquals(441, script.code(script.request(ADA, method)));
    assertEquals(437, script.code(script.request(BOB, method)));
  }

  @Test
  void refusesWhatItCannotAllocate() {
    var ipv6 = new TurnAttribute.RequestedAddressFamily(AddressFamily.IPV6);
    var additional = new TurnAttribute.AdditionalAddressFamily(AddressFamily.IPV6);
    var wrongAdditional = new TurnAttribute.AdditionalAddressFamily(AddressFamily.IPV4);
    var token = new TurnAttribute.ReservationToken(1);
    assertEquals(400, refused());
    assertEquals(400, refused(new TurnAttribute.RequestedTransport(6)), "over UDP");
    assertEquals(442, refused(new TurnAttribute.RequestedTransport(132)));
    assertEquals(440, refused(UDP, new TurnAttribute.RequestedAddressFamily(null)));
    assertEquals(400, refused(UDP, ipv6, additional));
    assertEquals(400, refused(UDP, wrongAdditional));
    assertEquals(400, refused(UDP, additional, new TurnAttribute.EvenPort(true)));
    assertEquals(400, refused(UDP, token, ipv6));
    assertEquals(400, refused(UDP, token, additional));
    assertEquals(400, refused(UDP, token, new TurnAttribute.EvenPort(false)));
    assertEquals(508, refused(UDP, token));
    assertEquals(420, refused(UDP, new StunAttribute.Unknown(0x7ABC)));
    assertEquals(400, refused(UDP, new StunAttribute.Unreadable(0x000D)));
    script.server.drain();
    assertEquals(508, refused(UDP));
    assertEquals(Set.of(400, 420, 440, 442, 508), script.errors(400, 420, 437, 440, 442, 508));
    assertEquals(0, script.quotas.allocations());
  }

  @Test
  void refusesWhatTheSystemLacks() {
    RelayConfig config =
        new RelayConfig(
            Set.of(AddressFamily.IPV4),
            false,
            Duration.ofHours(1),
            1,
            1,
            0,
            RelayConfig.Extensions.NONE);
    RelayScript ipv4 = new RelayScript(config, 1, 1);
    var ipv6 = new TurnAttribute.RequestedAddressFamily(AddressFamily.IPV6);
    assertEquals(440, ipv4.code(ipv4.request(ADA, ALLOCATE, UDP, ipv6)));
    var dontFragment = new TurnAttribute.DontFragment();
    Sent answer =
        assertInstanceOf(Sent.class, ipv4.request(ADA, ALLOCATE, UDP, dontFragment).getFirst());
    assertEquals(
        new StunAttribute.UnknownAttributes(List.of(0x001A)),
        answer.message().attribute(StunAttribute.UnknownAttributes.class));
    var additional = new TurnAttribute.AdditionalAddressFamily(AddressFamily.IPV6);
    TransactionId id = ipv4.nextId();
    List<Object> effects = ipv4.request(ADA, id, ALLOCATE, UDP, additional);
    assertEquals(1, effects.size());
    var open = assertInstanceOf(RelayEffect.OpenRelay.class, effects.getFirst());
    ipv4.server.onRelayOpened(open.relay(), relayed(open.relay()), ipv4.now());
    assertEquals(
        new TurnAttribute.AddressErrorCode(
            AddressFamily.IPV6, 440, "No relay addresses of this family"),
        assertInstanceOf(Sent.class, ipv4.effects().getFirst())
            .message()
            .attribute(TurnAttribute.AddressErrorCode.class));
  }

  /** RFC 8656 leaves it open; a call must not end because its credentials do. */
  @Test
  void expiredCredentialsKeepWhatTheyHaveAndAllocateNothing() {
    script.ephemeral("secret", 2_000);
    script.seconds = 1_999;
    script.allocate(ADA);
    script.seconds = 2_000;
    assertEquals(0, script.code(script.request(ADA, REFRESH)));
    assertEquals(0, script.permit(ADA, PEER));
    assertEquals(401, script.unprotectedCode(BOB, ALLOCATE, UDP));
  }

  @Test
  void challengesAreFewForEachAddress() {
    byte[] request =
        StunEncoder.encode(
            new StunMessage(StunClass.REQUEST, ALLOCATE, script.nextId(), UDP), false);
    for (int round = 0; round < 2; round++) {
      int answers = 0;
      for (int i = 0; i < 100; i++) {
        script.receive(ADA, request);
        answers += script.server.nextEffect() == null ? 0 : 1;
      }
      assertEquals(10, answers);
      script.seconds++;
    }
    assertEquals(180, script.server.counters().count(RelayCounter.UNAUTHENTICATED_LIMITED));
  }

  @Test
  void describesAllocations() {
    Relay relay = script.allocate(ADA);
    script.bind(ADA, 0x4000, PEER);
    script.seconds += 10;
    script.fromClient(ADA, channelData(0x4000, "four"));
    script.fromPeer(relay, PEER, "fifty");
    assertEquals(
        List.of(
            new AllocationInfo(
                "ada", ADA, RelayProtocol.UDP, List.of(relayed(relay)), 590, 1, 1, 0, 4, 5)),
        script.server.describe(script.now()));
  }

  @Test
  void bothFamilies() {
    var additional = new TurnAttribute.AdditionalAddressFamily(AddressFamily.IPV6);
    TransactionId id = script.nextId();
    List<Object> opens = script.request(ADA, id, ALLOCATE, UDP, additional);
    assertEquals(2, opens.size());
    Relay ipv4 = assertInstanceOf(RelayEffect.OpenRelay.class, opens.get(0)).relay();
    Relay ipv6 = assertInstanceOf(RelayEffect.OpenRelay.class, opens.get(1)).relay();
    script.server.onRelayOpened(ipv6, relayed(ipv6), script.now());
    assertEquals(List.of(), script.effects());
    script.server.onRelayOpened(ipv4, relayed(ipv4), script.now());
    assertEquals(
        List.of(
            new Sent(
                ADA,
                new StunMessage(
                    StunClass.SUCCESS_RESPONSE,
                    ALLOCATE,
                    id,
                    new TurnAttribute.XorRelayedAddress(relayed(ipv6)),
                    new TurnAttribute.XorRelayedAddress(relayed(ipv4)),
                    new TurnAttribute.Lifetime(600),
                    new StunAttribute.XorMappedAddress(ADA.client())))),
        script.effects());
    assertEquals(0, script.permit(ADA, PEER, PEER6));
    assertEquals("192.0.2.1 5000 x", script.fromClient(ADA, sendIndication(PEER, "x")));
    assertEquals("2001:db8:9:0:0:0:0:1 5000 y", script.fromClient(ADA, sendIndication(PEER6, "y")));
    byte[] toClient = script.fromPeer(ipv6, PEER6, "hello");
    assertNotNull(toClient);
    assertEquals(
        List.of(
            new TurnAttribute.XorPeerAddress(PEER6),
            new TurnAttribute.Data(ByteBuffer.wrap("hello".getBytes(UTF_8)))),
        parse(toClient).message().attributes());
    var family = new TurnAttribute.RequestedAddressFamily(AddressFamily.IPV6);
    List<Object> ended = script.request(ADA, REFRESH, family, new TurnAttribute.Lifetime(0));
    assertEquals(new RelayEffect.CloseRelay(ipv6), ended.getFirst());
    assertEquals(443, script.permit(ADA, PEER6));
    assertEquals(443, script.code(script.request(ADA, REFRESH, family)));
    assertEquals(0, script.permit(ADA, PEER));
  }

  @Test
  void oneFamilyIsEnough() {
    var additional = new TurnAttribute.AdditionalAddressFamily(AddressFamily.IPV6);
    List<Object> opens = script.request(ADA, ALLOCATE, UDP, additional);
    Relay ipv4 = assertInstanceOf(RelayEffect.OpenRelay.class, opens.get(0)).relay();
    Relay ipv6 = assertInstanceOf(RelayEffect.OpenRelay.class, opens.get(1)).relay();
    script.server.onRelayFailed(ipv4, script.now());
    script.server.onRelayOpened(ipv6, relayed(ipv6), script.now());
    assertEquals(0, script.code(script.effects()));
    assertEquals(1, script.quotas.allocations());
  }

  @Test
  void withoutASocketThereIsNoAllocation() {
    List<Object> opens = script.request(ADA, ALLOCATE, UDP);
    Relay relay = assertInstanceOf(RelayEffect.OpenRelay.class, opens.getFirst()).relay();
    script.server.onRelayFailed(relay, script.now());
    assertEquals(508, script.code(script.effects()));
    assertEquals(0, script.quotas.allocations());
  }

  @Test
  void reservesThePortAfterAnEvenOne() {
    List<Object> opens = script.request(ADA, ALLOCATE, UDP, new TurnAttribute.EvenPort(true));
    var open = assertInstanceOf(RelayEffect.OpenRelay.class, opens.getFirst());
    Relay next = open.next();
    assertNotNull(next);
    assertEquals(List.of(new RelayEffect.OpenRelay(open.relay(), true, next)), opens);
    script.server.onRelayOpened(open.relay(), relayed(open.relay()), script.now());
    Sent answer = assertInstanceOf(Sent.class, script.effects().getFirst());
    var token = answer.message().attribute(TurnAttribute.ReservationToken.class);
    assertNotNull(token);
    assertEquals(2, script.quotas.allocations());
    script.user = "bob";
    assertEquals(508, script.code(script.request(BOB, ALLOCATE, UDP, token)), "of another user");
    script.user = "ada";
    script.seconds += 29;
    List<Object> taken = script.request(BOB, ALLOCATE, UDP, token);
    InetSocketAddress first = relayed(open.relay());
    assertEquals(
        new TurnAttribute.XorRelayedAddress(
            new InetSocketAddress(first.getAddress(), first.getPort() + 1)),
        assertInstanceOf(Sent.class, taken.getFirst())
            .message()
            .attribute(TurnAttribute.XorRelayedAddress.class));
    assertEquals(2, script.quotas.allocations());
    assertEquals(
        508, script.code(script.request(RelayScript.udp("192.0.2.9", 1), ALLOCATE, UDP, token)));
  }

  @Test
  void aReservationLastsThirtySeconds() {
    List<Object> opens = script.request(ADA, ALLOCATE, UDP, new TurnAttribute.EvenPort(true));
    var open = assertInstanceOf(RelayEffect.OpenRelay.class, opens.getFirst());
    script.server.onRelayOpened(open.relay(), relayed(open.relay()), script.now());
    script.effects();
    script.seconds += 30;
    script.server.onTimeout(script.now());
    Relay next = open.next();
    assertNotNull(next);
    assertEquals(List.of(new RelayEffect.CloseRelay(next)), script.effects());
    assertEquals(1, script.quotas.allocations());
  }

  @Test
  void quotas() {
    script.allocate(RelayScript.udp("192.0.2.9", 1));
    script.allocate(RelayScript.udp("192.0.2.9", 2));
    script.allocate(RelayScript.udp("192.0.2.9", 3));
    assertEquals(486, script.code(script.request(ADA, ALLOCATE, UDP)), "of the user");
    script.user = "bob";
    script.allocate(BOB);
    assertEquals(486, script.code(script.request(ADA, ALLOCATE, UDP)), "of all");
    assertEquals(2, script.quotas.users());
  }

  @Test
  void permissionsEndAfterFiveMinutes() {
    Relay relay = script.allocate(ADA, new TurnAttribute.Lifetime(3_600));
    assertNull(script.fromClient(ADA, sendIndication(PEER, "early")));
    assertNull(script.fromPeer(relay, PEER, "early"));
    assertEquals(0, script.permit(ADA, new InetSocketAddress(PEER.getAddress(), 0)));
    script.seconds += 299;
    assertEquals("192.0.2.1 5000 hi", script.fromClient(ADA, sendIndication(PEER, "hi")));
    assertNotNull(script.fromPeer(relay, PEER, "ho"));
    script.seconds++;
    assertNull(script.fromClient(ADA, sendIndication(PEER, "late")));
    assertNull(script.fromPeer(relay, PEER, "late"));
    assertEquals(4, script.server.counters().count(RelayCounter.DROPPED_NO_PERMISSION));
    assertEquals(0, script.permit(ADA, PEER));
    assertEquals("192.0.2.1 5000 again", script.fromClient(ADA, sendIndication(PEER, "again")));
  }

  @Test
  void channelsEndAfterTenMinutes() {
    Relay relay = script.allocate(ADA, new TurnAttribute.Lifetime(3_600));
    assertEquals(0, script.bind(ADA, 0x4000, PEER));
    assertEquals("192.0.2.1 5000 hi", script.fromClient(ADA, channelData(0x4000, "hi")));
    assertArrayEquals(channelData(0x4000, "ho"), script.fromPeer(relay, PEER, "ho"));
    script.seconds += 300;
    assertNull(script.fromClient(ADA, channelData(0x4000, "no permission")));
    assertNull(script.fromPeer(relay, PEER, "no permission"));
    assertEquals(0, script.permit(ADA, PEER));
    assertEquals("192.0.2.1 5000 hi", script.fromClient(ADA, channelData(0x4000, "hi")));
    script.seconds += 299;
    assertArrayEquals(channelData(0x4000, "ho"), script.fromPeer(relay, PEER, "ho"));
    assertEquals(400, script.bind(ADA, 0x4001, PEER));
    script.seconds++;
    assertNull(script.fromClient(ADA, channelData(0x4000, "late")));
    assertEquals(0, script.bind(ADA, 0x4001, PEER), "the peer is free");
    assertArrayEquals(channelData(0x4001, "ho"), script.fromPeer(relay, PEER, "ho"));
  }

  @Test
  void refusesChannels() {
    script.allocate(ADA);
    assertEquals(400, script.code(script.request(ADA, CHANNEL_BIND)));
    assertEquals(
        400,
        script.code(script.request(ADA, CHANNEL_BIND, new TurnAttribute.ChannelNumber(0x4000))));
    assertEquals(400, script.bind(ADA, 0x3FFF, PEER));
    assertEquals(400, script.bind(ADA, 0x5000, PEER));
    assertEquals(400, script.bind(ADA, 0xFFFF, PEER));
    assertEquals(443, script.bind(ADA, 0x4000, PEER6));
    assertEquals(0, script.bind(ADA, 0x4000, PEER));
    assertEquals(0, script.bind(ADA, 0x4000, PEER));
    InetSocketAddress other = new InetSocketAddress("192.0.2.1", 5001);
    assertEquals(400, script.bind(ADA, 0x4000, other));
    assertEquals(400, script.bind(ADA, 0x4001, PEER));
    assertEquals(0, script.bind(ADA, 0x4FFF, other));
    assertEquals(508, script.bind(ADA, 0x4002, new InetSocketAddress("192.0.2.1", 5002)));
  }

  @Test
  void permissionsAreAllOrNone() {
    script.allocate(ADA);
    assertEquals(400, script.permit(ADA));
    InetSocketAddress inside = new InetSocketAddress("10.0.0.1", 80);
    List<Object> effects =
        script.request(
            ADA,
            CREATE_PERMISSION,
            new TurnAttribute.XorPeerAddress(PEER),
            new TurnAttribute.XorPeerAddress(inside));
    assertEquals(
        new RelayEffect.PeerDenied(
            new User("ada", "ada", Long.MAX_VALUE), inside, "default, private 10.0.0.0/8"),
        effects.getFirst());
    assertEquals(403, script.code(effects));
    assertNull(script.fromClient(ADA, sendIndication(PEER, "x")));
    assertEquals(443, script.permit(ADA, PEER, PEER6));
    InetSocketAddress[] four = new InetSocketAddress[4];
    for (int i = 0; i < 4; i++) {
      four[i] = new InetSocketAddress("192.0.2." + i, 1);
    }
    assertEquals(508, script.permit(ADA, four));
    assertNull(script.fromClient(ADA, sendIndication(four[0], "x")));
    assertEquals(0, script.permit(ADA, four[0], four[1], four[2], four[2]));
    assertEquals(508, script.permit(ADA, four[3]));
    assertEquals(0, script.permit(ADA, four[2]));
  }

  @Test
  void ofOurOwnAddressesOnlyServedPortsAreReached() {
    Relay ada = script.allocate(ADA);
    InetSocketAddress listener = new InetSocketAddress(MEDIA.getAddress(), 22);
    assertEquals(403, script.permit(ADA, listener));
    assertEquals(403, script.bind(ADA, 0x4000, listener));
    assertEquals(0, script.permit(ADA, MEDIA));
    assertEquals("203.0.113.5 10000 x", script.fromClient(ADA, sendIndication(MEDIA, "x")));
    assertNull(script.fromClient(ADA, sendIndication(listener, "x")));
    assertNull(script.fromPeer(ada, listener, "x"));
    assertNotNull(script.fromPeer(ada, MEDIA, "x"));
    // Another client's relay is a peer while it is open.
    Relay bob = script.allocate(BOB);
    assertEquals(0, script.bind(ADA, 0x4000, relayed(bob)));
    assertNotNull(script.fromClient(ADA, channelData(0x4000, "x")));
    script.request(BOB, REFRESH, new TurnAttribute.Lifetime(0));
    assertNull(script.fromClient(ADA, channelData(0x4000, "x")));
    assertEquals(403, script.bind(ADA, 0x4000, relayed(bob)));
  }

  @Test
  void aClosedConnectionEndsItsAllocation() {
    FiveTuple tcp = new FiveTuple(Transport.TCP, 12, ADA.client());
    Relay relay = script.allocate(tcp);
    assertEquals(0, script.bind(tcp, 0x4000, PEER));
    byte[] padded = {0x40, 0, 0, 1, 'x', 0, 0, 0};
    assertArrayEquals(padded, script.fromPeer(relay, PEER, "x"), "padded on a stream");
    script.server.onClientClosed(tcp);
    assertEquals(List.of(new RelayEffect.CloseRelay(relay)), script.effects());
    assertFalse(script.server.hasDeadline());
    assertNull(script.fromPeer(relay, PEER, "x"));
    assertEquals(0, script.quotas.allocations());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConnectionMayCloseWhileItsSocketOpens(boolean reserve) {
    List<Object> opens =
        reserve
            ? script.request(ADA, ALLOCATE, UDP, new TurnAttribute.EvenPort(true))
            : script.request(ADA, ALLOCATE, UDP);
    var open = assertInstanceOf(RelayEffect.OpenRelay.class, opens.getFirst());
    script.server.onClientClosed(ADA);
    script.server.onRelayOpened(open.relay(), relayed(open.relay()), script.now());
    List<Object> closed = script.effects();
    assertEquals(reserve ? 2 : 1, closed.size());
    assertTrue(closed.contains(new RelayEffect.CloseRelay(open.relay())));
    assertEquals(0, script.quotas.allocations());
    assertEquals(0, script.allocate(ADA).slot(), "slots are used again");
  }

  @Test
  void tellsIcmpErrorsOfPermittedPeers() {
    Relay relay = script.allocate(ADA);
    var error = new TurnAttribute.Icmp(3, 4, 1_400);
    script.server.onIcmp(relay, PEER, error, script.now());
    assertEquals(List.of(), script.effects());
    script.permit(ADA, PEER);
    script.server.onIcmp(relay, PEER, error, script.now());
    assertEquals(
        List.of(
            new Sent(
                ADA,
                new StunMessage(
                    StunClass.INDICATION,
                    StunMessage.DATA,
                    new TransactionId(1, 1),
                    new TurnAttribute.XorPeerAddress(PEER),
                    error))),
        script.effects());
  }

  @Test
  void limitsBandwidth() {
    RelayScript slow =
        new RelayScript(
            new RelayConfig(
                CONFIG.families(), true, Duration.ofHours(1), 3, 2, 1_000, CONFIG.extensions()),
            1,
            1);
    slow.allocate(ADA);
    slow.bind(ADA, 0x4000, PEER);
    String hundred = "x".repeat(100);
    int passed = 0;
    for (int i = 0; i < 50; i++) {
      passed += slow.fromClient(ADA, channelData(0x4000, hundred)) == null ? 0 : 1;
    }
    assertEquals(3, passed, "a burst of a quarter of a second, and the packet that exceeds it");
    slow.seconds++;
    assertNotNull(slow.fromClient(ADA, channelData(0x4000, hundred)));
    assertEquals(47, slow.server.counters().count(RelayCounter.DROPPED_BANDWIDTH));
  }

  @Test
  void dropsDamagedData() {
    script.allocate(ADA);
    script.bind(ADA, 0x4000, PEER);
    byte[] tooLong = channelData(0x4000, "four");
    tooLong[3] = 5;
    assertNull(script.fromClient(ADA, tooLong));
    assertNull(script.fromClient(ADA, new byte[] {0x40, 0, 0}));
    assertNull(script.fromClient(ADA, channelData(0x4001, "unbound")));
    assertNull(script.fromClient(BOB, channelData(0x4000, "of nobody")));
    byte[] withUnknown =
        StunEncoder.encode(
            new StunMessage(
                StunClass.INDICATION,
                StunMessage.SEND,
                script.nextId(),
                new TurnAttribute.XorPeerAddress(PEER),
                new StunAttribute.Unknown(0x7ABC),
                new TurnAttribute.Data(ByteBuffer.allocate(1))),
            false);
    assertNull(script.fromClient(ADA, withUnknown));
    assertEquals("192.0.2.1 5000 ", script.fromClient(ADA, channelData(0x4000, "")));
  }

  @Test
  void nothingStaysOfClientsThatComeAndGo() {
    for (int i = 0; i < 10_000; i++) {
      FiveTuple client = RelayScript.udp("192.0.2.9", 1 + i);
      Relay relay = script.allocate(client);
      assertEquals(0, relay.slot());
      script.bind(client, 0x4000, PEER);
      if (i % 2 == 0) {
        script.request(client, REFRESH, new TurnAttribute.Lifetime(0));
      } else {
        script.server.onClientClosed(client);
      }
      script.effects();
    }
    assertFalse(script.server.hasDeadline());
    assertEquals(0, script.server.allocations());
    assertEquals(0, script.quotas.allocations());
    assertEquals(0, script.quotas.users());
  }

  private int refused(StunAttribute... attributes) {
    return script.code(script.request(ADA, ALLOCATE, attributes));
  }
}
