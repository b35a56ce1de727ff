package org.parley.turn.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.parley.turn.relay.RelayScript.ADA;
import static org.parley.turn.relay.RelayScript.BOB;
import static org.parley.turn.relay.RelayScript.CONFIG;
import static org.parley.turn.relay.RelayScript.UDP;
import static org.parley.turn.relay.RelayScript.relayed;
import static org.parley.turn.stun.StunMessage.ALLOCATE;
import static org.parley.turn.stun.StunMessage.REFRESH;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parley.turn.relay.AlternateServers.Server;
import org.parley.turn.relay.RelayScript.Sent;
import org.parley.turn.stun.StunAttribute;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TransactionId;

/** RFC 8489 §10. */
class AlternateServersTest {
  private static final InetSocketAddress FIRST = new InetSocketAddress("203.0.113.51", 3478);
  private static final InetSocketAddress SECOND = new InetSocketAddress("203.0.113.52", 3478);
  private static final InetSocketAddress SIXTH = new InetSocketAddress("2001:db8::51", 3478);
  private static final List<Server> SERVERS =
      List.of(new Server(FIRST, "one.example"), new Server(SIXTH, null), new Server(SECOND, null));
  private static final FiveTuple TLS =
      new FiveTuple(Transport.TLS, 40, new InetSocketAddress("198.51.100.7", 1));

  private static RelayScript script(boolean always, int maxAllocations, int maxPerUser) {
    var extensions =
        new RelayConfig.Extensions(true, 1, true, new AlternateServers(SERVERS, always));
    RelayConfig config =
        new RelayConfig(CONFIG.families(), true, CONFIG.maxLifetime(), 1, 1, 0, extensions);
    return new RelayScript(config, maxAllocations, maxPerUser);
  }

  private static List<Object> redirected(
      FiveTuple to, TransactionId id, StunAttribute... alternative) {
    var attributes = new ArrayList<StunAttribute>();
    attributes.add(new StunAttribute.ErrorCode(300, "Try the server of ALTERNATE-SERVER"));
    attributes.addAll(List.of(alternative));
    return List.of(
        new Sent(to, new StunMessage(StunClass.ERROR_RESPONSE, ALLOCATE, id, attributes)));
  }

  private static List<Object> redirected(
      FiveTuple to, TransactionId id, InetSocketAddress alternative) {
    return redirected(to, id, new StunAttribute.AlternateServer(alternative));
  }

  @Test
  void takesTurnsAmongThoseOfTheFamily() {
    RelayScript script = script(true, 4, 4);
    TransactionId id = script.nextId();
    assertEquals(redirected(ADA, id, FIRST), script.request(ADA, id, ALLOCATE, UDP));
    assertEquals(redirected(ADA, id, SECOND), script.request(ADA, id, ALLOCATE, UDP));
    assertEquals(
        redirected(
            TLS,
            id,
            new StunAttribute.AlternateServer(FIRST),
            new StunAttribute.AlternateDomain("one.example")),
        script.request(TLS, id, ALLOCATE, UDP),
        "whose certificate is looked at is told a name");
    FiveTuple ipv6 = RelayScript.udp("2001:db8::7", 1);
    assertEquals(redirected(ipv6, id, SIXTH), script.request(ipv6, id, ALLOCATE, UDP));
    assertEquals(400, script.code(script.request(ADA, ALLOCATE)), "only what would be served");
    assertEquals(0, script.quotas.allocations());
  }

  @Test
  void whenAllAllocationsAreInUse() {
    RelayScript script = script(false, 1, 4);
    script.allocate(ADA);
    assertEquals(300, script.code(script.request(BOB, ALLOCATE, UDP)));
    assertEquals(0, script.code(script.request(ADA, REFRESH)));
    RelayScript personal = script(false, 4, 1);
    personal.allocate(ADA);
    assertEquals(486, personal.code(personal.request(BOB, ALLOCATE, UDP)), "a limit of their own");
  }

  @Test
  void whenThereAreNoPorts() {
    RelayScript script = script(false, 4, 4);
    var open =
        assertInstanceOf(
            RelayEffect.OpenRelay.class, script.request(ADA, ALLOCATE, UDP).getFirst());
    script.server.onRelayFailed(open.relay(), script.now());
    assertEquals(300, script.code(script.effects()));
    assertEquals(0, script.quotas.allocations());
  }

  @Test
  void whileShuttingDown() {
    RelayScript script = script(false, 4, 4);
    Relay relay = script.allocate(ADA);
    script.server.drain();
    assertEquals(300, script.code(script.request(BOB, ALLOCATE, UDP)));
    assertEquals(0, script.code(script.request(ADA, REFRESH)));
    assertEquals(relayed(relay), relay.address());
  }

  @Test
  void wantsAddresses() {
    var unresolved = new Server(InetSocketAddress.createUnresolved("turn.example", 3478), null);
    assertThrows(
        IllegalArgumentException.class, () -> new AlternateServers(List.of(unresolved), false));
  }
}
