package org.parley.turn.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.turn.conformance.LocalServer;
import org.parley.turn.conformance.MessageBuilder;
import org.parley.turn.conformance.Stun;
import org.parley.turn.conformance.TestClient;
import org.parley.turn.conformance.Transport;
import org.parley.turn.conformance.UdpPeer;

/** T6: a hundred thousand messages that nobody should send. */
@Timeout(120)
class MalformedTest {
  private static final int OVER_UDP = AttackedServer.FULL ? 1_000_000 : 80_000;
  private static final int OVER_TCP = AttackedServer.FULL ? 200_000 : 25_000;
  private static final int BATCH = 50;
  private static final long PATIENCE_NANOS = 100_000_000;

  @Test
  void overUdp() throws Exception {
    Mutations mutations = new Mutations(6);
    try (CapturedLog log = new CapturedLog(Level.INFO);
        AttackedServer server = AttackedServer.of(LocalServer.LOOPBACK_PEERS, 1_000, List.of())) {
      long start = System.nanoTime();
      for (int sent = 0; sent < OVER_UDP; ) {
        try (TestClient client = server.client(Transport.UDP)) {
          client.challenge();
          for (int i = 0; i < 20; i++, sent += BATCH) {
            List<byte[]> batch = batch(mutations, client);
            if (took(client, batch) > PATIENCE_NANOS) {
              oneByOne(client, batch);
            }
          }
          client.exchange(client.refresh(0).bytes());
        }
      }
      still(server, log, start);
    }
  }

  @Test
  void overTcp() throws Exception {
    Mutations mutations = new Mutations(7);
    try (CapturedLog log = new CapturedLog(Level.INFO);
        AttackedServer server = AttackedServer.of(LocalServer.LOOPBACK_PEERS, 1_000, List.of())) {
      long start = System.nanoTime();
      int ends = 0;
      for (int sent = 0; sent < OVER_TCP; ) {
        TestClient client = server.client(Transport.TCP);
        try {
          client.challenge();
          while (sent < OVER_TCP) {
            client.raw(mutations.next(client));
            sent++;
            if (sent % 10 == 0) {
              client.exchange(MessageBuilder.request(Stun.BINDING).bytes(), 1);
            }
          }
        } catch (UncheckedIOException closed) {
          // Once out of step there are no messages to be found, and the server ends it.
          ends++;
        } finally {
          client.wire().close();
        }
      }
      assertTrue(ends > 0);
      still(server, log, start);
    }
  }

  private static List<byte[]> batch(Mutations mutations, TestClient client) {
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      batch.add(mutations.next(client));
    }
    return batch;
  }

  /** Until an honest request behind it is answered. */
  private static long took(TestClient client, List<byte[]> messages) {
    long start = System.nanoTime();
    messages.forEach(client::raw);
    byte[] honest = MessageBuilder.request(Stun.BINDING).bytes();
    assertEquals(2, client.exchange(honest).stunClass());
    client.clear();
    return System.nanoTime() - start;
  }

  /** Which one was it? A pause of the machine's is not there the second time. */
  private static void oneByOne(TestClient client, List<byte[]> batch) {
    for (byte[] message : batch) {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 3 && best > PATIENCE_NANOS; i++) {
        best = Math.min(best, took(client, List.of(message)));
      }
      assertTrue(best <= PATIENCE_NANOS, () -> HexFormat.of().formatHex(message) + " is slow");
    }
  }

  private static void still(AttackedServer server, CapturedLog log, long start) throws Exception {
    assertEquals(List.of(), log.failures(), "nothing escapes");
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    // One line a second of each kind: refused peers, faults of sockets, and the start's.
    assertTrue(
        log.lines().size() <= 2 * seconds + 4,
        () -> log.lines().size() + " lines in " + seconds + " s: " + log.lines());
    for (Transport transport : Transport.values()) {
      try (TestClient client = server.client(transport);
          UdpPeer peer = new UdpPeer(InetAddress.getByName("127.0.0.1"))) {
        client.relayed();
        client.permit(peer.address()).expectSuccess();
        client.send(peer.address(), "still there");
        peer.expect("still there");
      }
    }
  }
}
