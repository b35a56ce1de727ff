package org.parley.turn.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.turn.conformance.LocalServer;
import org.parley.turn.conformance.Stun;
import org.parley.turn.conformance.TestClient;
import org.parley.turn.conformance.Transport;
import org.parley.turn.conformance.UdpPeer;

/** Ten thousand allocations that come and go, some of them by force; nothing of them stays. */
@Timeout(120)
class LeakTest {
  private static final int WAVE = 5_000;

  @Test
  void nothingIsLeft() throws Exception {
    assertEquals(ResourceLeakDetector.Level.PARANOID, ResourceLeakDetector.getLevel());
    try (CapturedLog log = new CapturedLog(Level.WARN)) {
      try (AttackedServer server = AttackedServer.of(LocalServer.LOOPBACK_PEERS, 1_000, List.of());
          UdpPeer peer = new UdpPeer(InetAddress.getByName("127.0.0.1"))) {
        wave(server, peer, 500);
        int descriptors = descriptors();
        long direct = direct();
        wave(server, peer, WAVE);
        long afterFirst = direct();
        wave(server, peer, WAVE);
        assertTrue(descriptors() <= descriptors + 5, descriptors + " → " + descriptors());
        assertTrue(direct() <= Math.max(direct, afterFirst) + (8 << 20), "direct memory");
        // The server ends while there are some.
        for (int i = 0; i < 50; i++) {
          TestClient client = server.client(Transport.values()[i % 3]);
          client.relayed();
          client.send(peer.address(), "no permission");
          client.wire().close();
        }
      }
      collect();
      assertEquals(List.of(), log.failures().stream().filter(l -> l.contains("LEAK")).toList());
      assertEquals(List.of(), log.failures());
    }
  }

  private static void wave(AttackedServer server, UdpPeer peer, int allocations) throws Exception {
    int made = 0;
    for (int i = 0; made < allocations; i++) {
      Transport transport = i % 10 < 7 ? Transport.UDP : i % 10 < 9 ? Transport.TCP : Transport.TLS;
      TestClient client = server.client(transport);
      // Several allocations of one client, one after the other.
      int again = transport == Transport.UDP ? 20 : 2;
      for (int j = 0; j < again; j++, made++) {
        boolean both = j % 3 == 0;
        if (both) {
          client.allocate().number(Stun.ADDITIONAL_ADDRESS_FAMILY, 2 << 24).expectSuccess();
        } else {
          client.allocate().expectSuccess();
        }
        client.bind(0x4000 + j, peer.address()).expectSuccess();
        client.channelData(0x4000 + j, "some data");
        client.send(peer.address(), "more data");
        if (j < again - 1 || transport == Transport.UDP) {
          client.refresh(0).expectSuccess();
          client.forget();
        }
      }
      if (transport == Transport.UDP) {
        client.close();
      } else if (i % 4 == 0) {
        client.abort();
      } else {
        client.wire().close();
      }
    }
    await(server);
  }

  private static void await(AttackedServer server) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (server.allocations() > 0 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(5_000_000);
    }
    assertEquals(0, server.allocations());
  }

  private static int descriptors() {
    return Objects.requireNonNull(new File("/proc/self/fd").list()).length;
  }

  private static long direct() {
    long shared = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider own
            && ByteBufAllocator.DEFAULT != PooledByteBufAllocator.DEFAULT
        ? shared + own.metric().usedDirectMemory()
        : shared;
  }

  /** A leak is reported with the next buffer after its garbage was collected. */
  private static void collect() throws IOException {
    List<byte[]> pressure = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      System.gc();
      pressure.add(new byte[1_024]);
      for (int j = 0; j < 200; j++) {
        ByteBufAllocator.DEFAULT.directBuffer(16).release();
        PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
      }
    }
    assertEquals(10, pressure.size());
  }
}
