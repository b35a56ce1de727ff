package org.parley.media.transport.ice;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.parley.media.api.IceCredentials;
import org.parley.media.testpeer.StunRequests;

/** What a validated pair's check costs, from its bytes to those of the answer. */
class KeepAliveAllocationTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int SESSIONS = 50;
  private static final int CHECKS = 200;
  private static final int ROUNDS = 4;
  private static final int MAX_BYTES = 400;

  private static final Pair PAIR =
      new Pair(
          Pair.Transport.UDP,
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 10000),
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000));

  private static final class Peer {
    final Ice4jResponder responder = new Ice4jResponder();
    final IceSession session =
        new IceSession(
            new IceTimeouts(30 * SECOND, 8 * SECOND, 20 * SECOND, 25 * SECOND),
            responder,
            new byte[32]);
    final Map<String, Peer> byUfrag = Map.of(responder.credentials().ufrag(), this);
    final List<ByteBuf> checks = new ArrayList<>();

    Peer() {
      session.setRemote(new IceCredentials("peer", "c-password-of-22-bytes"), 0);
      for (int i = 0; i <= CHECKS; i++) {
        byte[] transaction = ByteBuffer.allocate(12).putInt(4, i).array();
        IceCredentials ours = responder.credentials();
        checks.add(
            Unpooled.wrappedBuffer(
                StunRequests.check(transaction, ours.ufrag() + ":peer", ours.password(), true)));
      }
      check(0);
    }

    void check(int i) {
      StunMessage message = StunMessage.parse(checks.get(i));
      assertNotNull(message);
      assertSame(this, byUfrag.get(message.localUfrag()));
      assertInstanceOf(
          IceSession.Answered.class, session.onMessage(PAIR, message, i * 5 * SECOND / 2));
    }
  }

  @Test
  void aKeepAliveLeavesLittleGarbage() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().threadId();
    long bytes = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      List<Peer> peers = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        peers.add(new Peer());
      }
      long bytesBefore = threads.getThreadAllocatedBytes(thread);
      for (Peer peer : peers) {
        for (int i = 1; i <= CHECKS; i++) {
          peer.check(i);
        }
      }
      bytes =
          Math.min(
              bytes, (threads.getThreadAllocatedBytes(thread) - bytesBefore) / (SESSIONS * CHECKS));
      peers.forEach(peer -> peer.session.close());
    }
    assertTrue(bytes < MAX_BYTES, bytes + " bytes per check");
  }
}
