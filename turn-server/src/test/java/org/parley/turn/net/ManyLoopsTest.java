package org.parley.turn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.net.udp.UdpOptions;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TurnAttribute;

/** Several loops: whichever of them gets a packet, it finds the client's allocation. */
@Timeout(60)
class ManyLoopsTest {
  private static final int CHANNEL = 0x4001;

  @Test
  void aReservedPortIsFoundFromAnyLoop() throws Exception {
    try (TurnServer server = start();
        DatagramSocket peer = TurnClient.peer()) {
      List<TurnClient> clients = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        TurnClient first = TurnClient.of(server);
        clients.add(first);
        StunMessage answer = first.tryAllocate(new TurnAttribute.EvenPort(true));
        InetSocketAddress even =
            present(answer.attribute(TurnAttribute.XorRelayedAddress.class)).address();
        long token = present(answer.attribute(TurnAttribute.ReservationToken.class)).token();
        assertEquals(0, even.getPort() % 2);
        TurnClient second = TurnClient.of(server);
        clients.add(second);
        InetSocketAddress odd = second.allocate(new TurnAttribute.ReservationToken(token));
        assertEquals(even.getPort() + 1, odd.getPort());
        assertEquals(0, second.bind(CHANNEL, TurnClient.address(peer)));
        byte[] data = {(byte) i, 2, 3};
        second.sendChannel(CHANNEL, data);
        assertArrayEquals(data, TurnClient.receive(peer, TurnClient.PATIENCE_MILLIS));
        TurnClient.send(peer, data, odd);
        assertArrayEquals(data, second.receiveChannel(CHANNEL));
      }
      assertTrue(server.counters().strays() > 0, "no two clients came to different loops");
      for (TurnClient client : clients) {
        assertEquals(0, client.refresh(0));
        client.close();
      }
      assertEquals(0, server.counters().allocations());
    }
  }

  private static <T> T present(@Nullable T value) {
    assertNotNull(value);
    return value;
  }

  private static TurnServer start() {
    return TurnServer.start(
        Servers.config("127.0.0.1", 0, 4, UdpOptions.BEST), TurnEnvironment.ALONE);
  }
}
