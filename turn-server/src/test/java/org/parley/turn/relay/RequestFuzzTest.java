package org.parley.turn.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.parley.turn.relay.RelayScript.ADA;
import static org.parley.turn.relay.RelayScript.CONFIG;
import static org.parley.turn.relay.RelayScript.PEER;
import static org.parley.turn.relay.RelayScript.relayed;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.parley.turn.stun.RawAttributes;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TransactionId;
import org.parley.turn.stun.TurnAttribute;

/**
 * Requests of a client that knows its password, with attributes of any value: every request has one
 * answer, and when all has ended nothing is left.
 *
 * <p>Input: steps of one byte of method and client, one of the attributes' length in words, and the
 * attributes as they are on the wire.
 */
class RequestFuzzTest {
  private static final FiveTuple CONTROL =
      new FiveTuple(Transport.TCP, 20, new InetSocketAddress("198.51.100.7", 4711));
  private static final FiveTuple DATA =
      new FiveTuple(Transport.TCP, 21, new InetSocketAddress("198.51.100.7", 4712));
  private static final List<FiveTuple> CLIENTS = List.of(ADA, RelayScript.BOB, CONTROL, DATA);
  private static final int[] METHODS = {
    StunMessage.ALLOCATE,
    StunMessage.REFRESH,
    StunMessage.CREATE_PERMISSION,
    StunMessage.CHANNEL_BIND,
    StunMessage.CONNECT,
    StunMessage.CONNECTION_BIND,
    StunMessage.BINDING,
    StunMessage.CONNECTION_ATTEMPT
  };
  private static final int MAX_STEPS = 8;

  private int relays;

  @FuzzTest(maxDuration = "30s")
  void requests(byte[] bytes) {
    RelayScript script = new RelayScript(CONFIG, 6, 6, null);
    script.allocate(ADA);
    Relay tcp = script.allocate(CONTROL, new TurnAttribute.RequestedTransport(6));
    script.permit(CONTROL, PEER);
    script.server.onPeerAccepted(tcp, PEER, script.now());
    drain(script);
    ByteBuffer input = ByteBuffer.wrap(bytes);
    for (int step = 0; step < MAX_STEPS && input.remaining() >= 2; step++) {
      int head = input.get();
      byte[] attributes = new byte[Math.min((input.get() & 0x3F) * 4, input.remaining() & ~3)];
      input.get(attributes);
      FiveTuple client = CLIENTS.get(head >>> 3 & 3);
      int method = METHODS[head & 7];
      TransactionId id = script.nextId();
      script.receive(
          client,
          RawAttributes.request(method, id, attributes, script.credentials(client), script.key()));
      int answers = drain(script);
      assertTrue(answers <= 1, "an answer at most");
    }
    script.seconds += 4_000;
    script.server.onTimeout(script.now());
    drain(script);
    script.seconds += 30;
    script.server.onTimeout(script.now());
    assertEquals(0, script.server.allocations());
    assertEquals(0, script.quotas.allocations());
    assertEquals(List.of(), script.server.describe(script.now()));
    assertTrue(!script.server.hasDeadline());
  }

  /** Serves every socket that is asked for, but for each third. */
  private int drain(RelayScript script) {
    int answers = 0;
    for (RelayEffect next = script.server.nextEffect();
        next != null;
        next = script.server.nextEffect()) {
      switch (next) {
        case RelayEffect.Send _ -> answers++;
        case RelayEffect.OpenRelay open -> {
          if (++relays % 3 == 0) {
            script.server.onRelayFailed(open.relay(), script.now());
          } else {
            script.server.onRelayOpened(open.relay(), relayed(open.relay()), script.now());
          }
        }
        case RelayEffect.Connect connect -> {
          if (connect.peer().getPort() % 2 == 0) {
            script.server.onPeerConnected(connect.connection(), script.now());
          }
        }
        case RelayEffect.CloseRelay _, RelayEffect.ClosePeer _ -> {}
        case RelayEffect.Splice splice -> splice.meter().toPeer(1, script.now());
        case RelayEffect.PeerDenied _ -> {}
      }
    }
    return answers;
  }
}
