package org.parley.turn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.passage.Carrier;
import org.parley.net.passage.Doorway;
import org.parley.net.passage.Landing;
import org.parley.net.passage.Passage;
import org.parley.net.udp.RemoteAddress;
import org.parley.net.udp.UdpHub;
import org.parley.net.udp.UdpOptions;

/** Relays beside something that is at the place of a media server. */
@Timeout(30)
class MediaPassageTest {
  private static final int CHANNEL = 0x4001;

  private final NetworkLoops loops = NetworkLoops.start("media-loop", 1);
  private final Landing landing =
      new Landing(loops.loops().getFirst(), new UdpHub.Room(0, 0), () -> {}, () -> {});
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final Passage passage = new Passage();
  private final Carrier carrier = new Carrier();

  private final Doorway media =
      new Doorway() {
        @Override
        public Landing landing() {
          return landing;
        }

        @Override
        public boolean closed() {
          return false;
        }

        @Override
        public void onPacket(RemoteAddress from, ByteBuf content) {
          received.add(from.port() + " " + content.readableBytes());
        }
      };

  @AfterEach
  void stop() {
    loops.close();
  }

  private TurnServer start(InetSocketAddress at, boolean shortcut) {
    TurnServerConfig.Sockets sockets =
        new TurnServerConfig.Sockets(
            new InetSocketAddress("127.0.0.1", 0),
            null,
            null,
            Servers.relays(),
            1,
            UdpOptions.BEST,
            shortcut);
    passage.addMedia(RemoteAddress.of(at), _ -> media);
    return TurnServer.start(
        new TurnServerConfig(sockets, Servers.policy()),
        new TurnEnvironment(List.of(new TurnEnvironment.Media(at, at)), () -> null, passage));
  }

  private void send(Doorway relay, InetSocketAddress from, byte[] bytes) {
    carrier.add(relay, RemoteAddress.of(from), Unpooled.wrappedBuffer(bytes), 0, bytes.length);
    carrier.handOver();
  }

  private static TurnCounters.Shortcut await(TurnServer server, TurnCounters.Shortcut expected) {
    TurnCounters.Shortcut counted = server.counters().shortcut();
    long start = System.nanoTime();
    while (!counted.equals(expected) && System.nanoTime() - start < 5_000_000_000L) {
      Thread.onSpinWait();
      counted = server.counters().shortcut();
    }
    return counted;
  }

  @Test
  void packetsGoBothWaysWithoutTheNetworkUntilTheRelayEnds() throws Exception {
    try (DatagramSocket socket = TurnClient.peer()) {
      InetSocketAddress at = TurnClient.address(socket);
      try (TurnServer server = start(at, true);
          TurnClient client = TurnClient.of(server)) {
        InetSocketAddress relayed = client.allocate();
        Doorway relay = passage.relay(RemoteAddress.of(relayed));
        assertNotNull(relay, "media finds the relay by the address that the client was told");
        send(relay, at, new byte[] {9});
        TurnCounters.Shortcut early = new TurnCounters.Shortcut(0, 1, 0);
        assertEquals(early, await(server, early), "before there is a permission");
        assertEquals(0, client.bind(CHANNEL, at));

        client.sendChannel(CHANNEL, new byte[] {1, 2, 3});
        client.sendIndication(at, new byte[] {1, 2});
        assertEquals(relayed.getPort() + " 3", received.poll(5, TimeUnit.SECONDS));
        assertEquals(relayed.getPort() + " 2", received.poll(5, TimeUnit.SECONDS));
        send(relay, at, new byte[] {4, 5});
        assertArrayEquals(
            new byte[] {4, 5}, client.receiveChannel(CHANNEL), "not what had no permission");
        assertNull(TurnClient.receive(socket, TurnClient.SILENCE_MILLIS));
        TurnCounters.Shortcut counted = new TurnCounters.Shortcut(2, 2, 0);
        assertEquals(counted, await(server, counted));

        assertEquals(0, client.refresh(0));
        assertTrue(relay.closed());
        assertNull(passage.relay(RemoteAddress.of(relayed)));
        send(relay, at, new byte[] {6});
        TurnCounters.Shortcut late = new TurnCounters.Shortcut(2, 2, 1);
        assertEquals(late, await(server, late));
        assertTrue(client.isSilent());
      }
    }
  }

  @Test
  void otherPeersAndPacketsTooLongForMediaGoByTheNetwork() throws Exception {
    try (DatagramSocket socket = TurnClient.peer();
        DatagramSocket other = TurnClient.peer()) {
      InetSocketAddress at = TurnClient.address(socket);
      try (TurnServer server = start(at, true);
          TurnClient client = TurnClient.of(server)) {
        client.allocate();
        assertEquals(0, client.permit(at));
        client.sendIndication(TurnClient.address(other), new byte[] {1});
        client.sendIndication(at, new byte[2_000]);
        assertEquals(1, length(other));
        assertEquals(2_000, length(socket));
        assertEquals(0, received.size());
      }
    }
  }

  @Test
  void whereItIsOffAllGoesByTheNetwork() throws Exception {
    try (DatagramSocket socket = TurnClient.peer()) {
      InetSocketAddress at = TurnClient.address(socket);
      try (TurnServer server = start(at, false);
          TurnClient client = TurnClient.of(server)) {
        InetSocketAddress relayed = client.allocate();
        assertEquals(0, client.bind(CHANNEL, at));
        client.sendChannel(CHANNEL, new byte[] {1, 2, 3});
        assertEquals(3, length(socket));
        assertNull(passage.relay(RemoteAddress.of(relayed)));
        assertEquals(new TurnCounters.Shortcut(0, 0, 0), server.counters().shortcut());
        assertEquals(0, received.size());
      }
    }
  }

  private static int length(DatagramSocket socket) throws IOException {
    byte[] bytes = TurnClient.receive(socket, TurnClient.PATIENCE_MILLIS);
    return bytes == null ? -1 : bytes.length;
  }
}
