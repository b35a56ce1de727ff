package org.parley.turn.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TurnAttribute;

/** Relaying over real sockets of this machine. */
@Timeout(60)
class UdpRelayTest {
  private static final int CHANNEL = 0x4001;

  @Test
  void channelsRelayBothWays() throws Exception {
    try (TurnServer server = start();
        TurnClient client = TurnClient.of(server);
        DatagramSocket peer = TurnClient.peer()) {
      InetSocketAddress relayed = client.allocate();
      assertEquals(0, client.bind(CHANNEL, TurnClient.address(peer)));
      for (int size : new int[] {0, 1, 3, 160, 1_200, 9_000, 65_000}) {
        byte[] data = new byte[size];
        Arrays.fill(data, (byte) size);
        client.sendChannel(CHANNEL, data);
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        peer.setSoTimeout(TurnClient.PATIENCE_MILLIS);
        peer.receive(packet);
        assertEquals(relayed, packet.getSocketAddress());
        assertArrayEquals(data, Arrays.copyOf(packet.getData(), packet.getLength()));
        TurnClient.send(peer, data, relayed);
        assertArrayEquals(data, client.receiveChannel(CHANNEL));
      }
    }
  }

  @Test
  void indicationsRelayBothWays() throws Exception {
    try (TurnServer server = start();
        TurnClient client = TurnClient.of(server);
        DatagramSocket peer = TurnClient.peer()) {
      InetSocketAddress relayed = client.allocate();
      InetSocketAddress address = TurnClient.address(peer);
      TurnClient.send(peer, "early".getBytes(UTF_8), relayed);
      assertTrue(client.isSilent(), "no permission yet");
      assertEquals(0, client.permit(address));
      client.sendIndication(address, "hello".getBytes(UTF_8));
      assertArrayEquals(
          "hello".getBytes(UTF_8), TurnClient.receive(peer, TurnClient.PATIENCE_MILLIS));
      TurnClient.send(peer, "answer".getBytes(UTF_8), relayed);
      StunMessage indication = client.receiveIndication();
      assertEquals(StunMessage.DATA, indication.method());
      var from = present(indication.attribute(TurnAttribute.XorPeerAddress.class));
      assertEquals(address, from.address());
      var data = present(indication.attribute(TurnAttribute.Data.class));
      assertEquals("answer", UTF_8.decode(data.value().duplicate()).toString());
    }
  }

  private static <T> T present(@Nullable T value) {
    assertNotNull(value);
    return value;
  }

  @Test
  void aRefreshWithLifetimeZeroFreesTheRelay() throws Exception {
    try (TurnServer server = start();
        TurnClient client = TurnClient.of(server)) {
      InetSocketAddress relayed = client.allocate();
      assertEquals(0, client.refresh(0));
      new DatagramSocket(relayed).close();
      assertEquals(437, client.refresh(600));
      assertEquals(0, server.counters().allocations());
    }
  }

  private static TurnServer start() {
    return TurnServer.start(Servers.config("127.0.0.1", 0), TurnEnvironment.ALONE);
  }
}
