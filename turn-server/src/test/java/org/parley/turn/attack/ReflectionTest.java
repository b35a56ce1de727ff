package org.parley.turn.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.turn.conformance.Frame;
import org.parley.turn.conformance.MessageBuilder;
import org.parley.turn.conformance.Stun;
import org.parley.turn.conformance.TestClient;
import org.parley.turn.conformance.Transport;

/** T2: who forges a victim's address gains nothing. */
@Timeout(30)
class ReflectionTest {

  @Test
  void bindingRepliesAreShort() throws Exception {
    try (AttackedServer server = AttackedServer.byDefault(List.of());
        TestClient client = server.client(Transport.UDP)) {
      for (byte[] request :
          List.of(
              MessageBuilder.request(Stun.BINDING).bytes(),
              MessageBuilder.request(Stun.BINDING).fingerprint().bytes(),
              MessageBuilder.request(Stun.BINDING).attribute(0x7F01).bytes(),
              MessageBuilder.request(Stun.BINDING).attribute(0x7F01).attribute(0x7F02).bytes())) {
        Frame reply = client.exchange(request);
        double ratio = (double) reply.size() / request.length;
        assertTrue(ratio <= 1.6, () -> ratio + " times the request: " + reply);
        assertFalse(reply.has(Stun.SOFTWARE));
      }
    }
  }

  @Test
  void challengesAreShort() throws Exception {
    try (AttackedServer server = AttackedServer.byDefault(List.of());
        TestClient client = server.client(Transport.UDP)) {
      for (byte[] request :
          List.of(
              client.allocate().unsigned().bytes(),
              client.refresh(600).unsigned().bytes(),
              client.allocate().unsigned().number(Stun.LIFETIME, 600).bytes(),
              client.allocate().nonce("forged").bytes(),
              client
                  .request(Stun.ALLOCATE)
                  .attribute(Stun.MESSAGE_INTEGRITY, new byte[20])
                  .bytes())) {
        Frame reply = client.exchange(request);
        double ratio = (double) reply.size() / request.length;
        assertTrue(ratio <= 3, () -> ratio + " times the request: " + reply);
        assertFalse(reply.has(Stun.SOFTWARE));
      }
    }
  }

  /** 28 bytes of IP and UDP go before each. */
  @Test
  void theShortestRequestGainsLessThanThreefoldOnTheWire() throws Exception {
    try (AttackedServer server = AttackedServer.byDefault(List.of());
        TestClient client = server.client(Transport.UDP)) {
      Frame reply = client.exchange(MessageBuilder.request(Stun.ALLOCATE).bytes());
      double ratio = (reply.size() + 28) / (20.0 + 28);
      assertTrue(ratio <= 3, () -> ratio + " times the request: " + reply);
    }
  }

  @Test
  void anAddressIsChallengedTenTimesASecond() throws Exception {
    try (AttackedServer server = AttackedServer.byDefault(List.of());
        TestClient client = server.client(Transport.UDP)) {
      long start = System.nanoTime();
      for (int i = 0; i < 300; i++) {
        client.raw(client.allocate().unsigned().bytes());
      }
      int challenges = 0;
      Frame last = client.exchange(MessageBuilder.request(Stun.BINDING).bytes());
      assertEquals(2, last.stunClass(), "Bindings are served meanwhile");
      while (client.pending() > 0) {
        assertEquals(401, client.next().error());
        challenges++;
      }
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      assertTrue(challenges <= 10 * (seconds + 1), challenges + " in " + seconds + " s");
      assertTrue(challenges >= 5, "an honest client behind the address gets some");
    }
  }

  @Test
  void wrongPasswordsAreLimitedAlike() throws Exception {
    try (AttackedServer server = AttackedServer.byDefault(List.of());
        TestClient client = server.client(Transport.UDP)) {
      client.challenge();
      long start = System.nanoTime();
      for (int i = 0; i < 100; i++) {
        byte[] forged = client.allocate().bytes();
        forged[forged.length - 1] ^= 1;
        client.raw(forged);
      }
      client.exchange(MessageBuilder.request(Stun.BINDING).bytes());
      int answered = client.pending();
      long seconds = (System.nanoTime() - start) / 1_000_000_000;
      assertTrue(answered <= 10 * (seconds + 1), answered + " in " + seconds + " s");
    }
  }
}
