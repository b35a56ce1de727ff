package org.parley.turn.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.turn.relay.RelayScript.ADA;
import static org.parley.turn.relay.RelayScript.BOB;
import static org.parley.turn.relay.RelayScript.CONFIG;
import static org.parley.turn.relay.RelayScript.PEER;
import static org.parley.turn.relay.RelayScript.UDP;
import static org.parley.turn.relay.RelayScript.channelData;
import static org.parley.turn.relay.RelayScript.relayed;
import static org.parley.turn.stun.StunMessage.ALLOCATE;
import static org.parley.turn.stun.StunMessage.REFRESH;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.parley.turn.relay.RelayScript.Sent;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;
import org.parley.turn.stun.TurnAttribute.MobilityTicket;

/** RFC 8016. */
class MobilityTest {
  private static final MobilityTicket NONE = new MobilityTicket(ByteBuffer.allocate(0));
  private static final FiveTuple CONNECTION =
      new FiveTuple(Transport.TCP, 30, new InetSocketAddress("198.51.100.7", 4711));

  private final RelayScript script = new RelayScript();

  /** The ticket of an allocation that was just made. */
  private MobilityTicket ticket = NONE;

  private Relay allocate(FiveTuple client) {
    List<Object> effects = script.request(client, ALLOCATE, UDP, NONE);
    Relay relay = assertInstanceOf(RelayEffect.OpenRelay.class, effects.getFirst()).relay();
    script.server.onRelayOpened(relay, relayed(relay), script.now());
    ticket = ticketOf(script.effects());
    assertEquals(0, script.bind(client, 0x4000, PEER));
    return relay;
  }

  private static MobilityTicket ticketOf(List<Object> effects) {
    MobilityTicket found =
        assertInstanceOf(Sent.class, effects.getLast()).message().attribute(MobilityTicket.class);
    assertNotNull(found);
    assertEquals(20, found.value().remaining());
    assertEquals(1, found.value().get(0), "begins with the core");
    return found;
  }

  @Test
  void theAllocationGoesOnAtTheNewFiveTuple() {
    Relay relay = allocate(ADA);
    script.seconds += 250;
    TransactionId id = script.nextId();
    List<Object> effects =
        script.request(BOB, id, REFRESH, ticket, new TurnAttribute.Lifetime(700));
    MobilityTicket fresh = ticketOf(effects);
    assertNotEquals(ticket, fresh);
    assertEquals(
        List.of(
            new Sent(
                BOB,
                new StunMessage(
                    StunClass.SUCCESS_RESPONSE,
                    REFRESH,
                    id,
                    new TurnAttribute.Lifetime(700),
                    fresh))),
        effects);
    assertEquals(effects, script.request(BOB, id, REFRESH, ticket), "sent again");
    assertEquals(1, script.server.allocations());
    assertEquals(1, script.server.describe(script.now()).size());

    // Until it is heard of, the client is where it was.
    assertEquals(ADA, toClient(relay));
    assertNotNull(script.fromClient(ADA, channelData(0x4000, "old")));
    assertEquals(ADA, toClient(relay));
    assertEquals("192.0.2.1 5000 new", script.fromClient(BOB, channelData(0x4000, "new")));
    assertEquals(BOB, toClient(relay));
    assertNull(script.fromClient(ADA, channelData(0x4000, "old")));
    assertEquals(437, script.code(script.request(ADA, REFRESH)));
    assertEquals(0, script.permit(BOB, PEER));

    assertEquals(400, script.code(script.request(ADA, REFRESH, ticket)), "used");
    assertEquals(0, script.code(script.request(ADA, REFRESH, fresh)), "and back");
    assertEquals(0, script.permit(ADA, PEER));
    assertEquals(ADA, toClient(relay), "a request will do");
    script.seconds += 700;
    script.server.onTimeout(script.now());
    assertEquals(List.of(new RelayEffect.CloseRelay(relay)), script.effects());
    assertFalse(script.server.hasDeadline());
    assertEquals(0, script.server.allocations());
    assertEquals(0, script.quotas.allocations());
    assertEquals(400, script.code(script.request(BOB, REFRESH, fresh)));
  }

  private @Nullable FiveTuple toClient(Relay relay) {
    script.fromPeer(relay, PEER, "x");
    return script.lastClient;
  }

  @Test
  void refusesTicketsOfOthersAndForged() {
    allocate(ADA);
    script.user = "bob";
    assertEquals(441, script.code(script.request(BOB, REFRESH, ticket)));
    script.user = "ada";
    ByteBuffer forged = ByteBuffer.allocate(20).put(ticket.value().duplicate());
    forged.put(19, (byte) ~forged.get(19)).rewind();
    assertEquals(400, script.code(script.request(BOB, REFRESH, new MobilityTicket(forged))));
    assertEquals(437, script.code(script.request(BOB, REFRESH, NONE)), "nothing to move");
    assertEquals(400, script.code(script.request(BOB, ALLOCATE, UDP, ticket)));
    script.allocate(BOB);
    assertEquals(400, script.code(script.request(BOB, REFRESH, ticket)), "it has one of its own");
    assertEquals(400, script.code(script.request(BOB, REFRESH, NONE)), "which cannot move");
  }

  @Test
  void givesAFreshTicketToWhoStays() {
    allocate(ADA);
    List<Object> effects = script.request(ADA, REFRESH, ticket);
    assertEquals(0, script.code(effects));
    MobilityTicket second = ticketOf(effects);
    MobilityTicket third = ticketOf(script.request(ADA, REFRESH, NONE));
    assertEquals(400, script.code(script.request(BOB, REFRESH, second)));
    assertEquals(0, script.code(script.request(BOB, REFRESH, third)));
    effects = script.request(ADA, REFRESH);
    assertEquals(0, script.code(effects), "without one it is a Refresh as any");
  }

  @Test
  void endsWhatItNoLongerWants() {
    Relay relay = allocate(ADA);
    List<Object> effects = script.request(BOB, REFRESH, ticket, new TurnAttribute.Lifetime(0));
    assertEquals(new RelayEffect.CloseRelay(relay), effects.getFirst());
    assertEquals(0, script.code(effects));
    assertEquals(0, script.quotas.allocations());
    assertNotNull(script.allocate(BOB));
  }

  @Test
  void aClosedConnectionMayComeBack() {
    Relay relay = allocate(CONNECTION);
    script.server.onClientClosed(CONNECTION);
    assertEquals(List.of(), script.effects());
    assertNull(script.fromPeer(relay, PEER, "x"), "to nobody");
    assertEquals(0, script.code(script.request(ADA, REFRESH, ticket)));
    assertNotNull(script.fromPeer(relay, PEER, "x"));
    assertEquals(ADA, script.lastClient, "there is no old way to keep");
    script.seconds += 600;
    script.server.onTimeout(script.now());
    assertEquals(List.of(new RelayEffect.CloseRelay(relay)), script.effects());
  }

  @Test
  void aConnectionMayCloseWhileItMoves() {
    Relay relay = allocate(CONNECTION);
    assertEquals(0, script.code(script.request(ADA, REFRESH, ticket)));
    script.server.onClientClosed(CONNECTION);
    assertEquals(List.of(), script.effects());
    assertEquals(ADA, toClient(relay));

    FiveTuple other = new FiveTuple(Transport.TLS, 31, CONNECTION.client());
    Relay second = allocate(BOB);
    assertEquals(0, script.code(script.request(other, REFRESH, ticket)));
    script.server.onClientClosed(other);
    assertEquals(BOB, toClient(second));
    assertEquals(2, script.server.allocations());
  }

  @Test
  void theLastMoveCounts() {
    Relay relay = allocate(ADA);
    MobilityTicket second = ticketOf(script.request(BOB, REFRESH, ticket));
    assertEquals(0, script.code(script.request(CONNECTION, REFRESH, second)));
    assertNull(script.fromClient(BOB, channelData(0x4000, "x")));
    assertEquals(ADA, toClient(relay));
    assertNotNull(script.fromClient(CONNECTION, channelData(0x4000, "x")));
    assertEquals(CONNECTION, toClient(relay));
    assertTrue(script.server.hasAllocation(CONNECTION));
    assertFalse(script.server.hasAllocation(BOB));
    assertFalse(script.server.hasAllocation(ADA));
  }

  @Test
  void canBeSwitchedOff() {
    RelayScript off =
        new RelayScript(
            new RelayConfig(
                CONFIG.families(), true, Duration.ofHours(1), 1, 1, 0, RelayConfig.Extensions.NONE),
            1,
            1);
    assertEquals(405, off.code(off.request(ADA, ALLOCATE, UDP, NONE)));
    off.allocate(ADA);
    assertEquals(405, off.code(off.request(ADA, REFRESH, NONE)));
    assertEquals(0, off.code(off.request(ADA, REFRESH)));
  }
}
