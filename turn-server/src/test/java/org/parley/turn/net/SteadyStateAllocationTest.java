package org.parley.turn.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.net.udp.UdpOptions;

/** Relaying leaves no garbage on the loops, whichever way packets go. */
@Timeout(60)
class SteadyStateAllocationTest {
  private static final int CHANNEL = 0x4001;
  private static final int PACKETS = 10_000;
  private static final int BURST = 20;

  /** Until all of it is compiled. */
  private static final int MAX_RUNS = 20;

  @Test
  void relayingAllocatesNothing() throws Exception {
    try (TurnServer server =
            TurnServer.start(
                Servers.config("127.0.0.1", 0, 1, UdpOptions.BEST), TurnEnvironment.ALONE);
        TurnClient client = TurnClient.of(server);
        DatagramSocket bound = TurnClient.peer();
        DatagramSocket permitted = TurnClient.peer()) {
      InetSocketAddress relayed = client.allocate();
      assertEquals(0, client.bind(CHANNEL, TurnClient.address(bound)));
      assertEquals(0, client.permit(TurnClient.address(permitted)));
      List<Long> runs = new ArrayList<>();
      do {
        long before = allocated();
        for (int sent = 0; sent < PACKETS; sent += 4 * BURST) {
          exchange(client, relayed, bound, permitted);
        }
        runs.add(allocated() - before);
      } while (runs.getLast() >= PACKETS && runs.size() < MAX_RUNS);
      assertTrue(runs.getLast() < PACKETS, "bytes for " + PACKETS + " packets: " + runs);
    }
  }

  private static void exchange(
      TurnClient client, InetSocketAddress relayed, DatagramSocket bound, DatagramSocket permitted)
      throws Exception {
    byte[] data = new byte[500];
    for (int i = 0; i < BURST; i++) {
      client.sendChannel(CHANNEL, data);
      client.sendIndication(TurnClient.address(permitted), data);
      bound.send(new DatagramPacket(data, data.length, relayed));
      permitted.send(new DatagramPacket(data, data.length, relayed));
    }
    for (int i = 0; i < BURST; i++) {
      assertNotNull(TurnClient.receive(bound, TurnClient.PATIENCE_MILLIS));
      assertNotNull(TurnClient.receive(permitted, TurnClient.PATIENCE_MILLIS));
      assertNotNull(client.receive());
      assertNotNull(client.receive());
    }
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = 0;
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith("turn-loop")) {
        bytes += threads.getThreadAllocatedBytes(id);
      }
    }
    return bytes;
  }
}
