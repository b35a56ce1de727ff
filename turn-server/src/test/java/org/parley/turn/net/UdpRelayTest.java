package org.parley.turn.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.udp.UdpOptions;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TurnAttribute;

/** Relaying over real sockets of this machine. */
@Timeout(60)
class UdpRelayTest {
  private static final int CHANNEL = 0x4001;

  /** Ways that datagrams go: Linux's calls, Netty on epoll, Netty on NIO. */
  enum Way {
    BEST,
    NO_SEGMENTS,
    EPOLL,
    NIO;

    TurnServer start(int loops) {
      UdpOptions options =
          switch (this) {
            case BEST -> UdpOptions.BEST;
            case NO_SEGMENTS -> new UdpOptions(true, false);
            case EPOLL, NIO -> new UdpOptions(false, true);
          };
      return TurnServer.start(
          Servers.config("127.0.0.1", 0, loops, options),
          TurnEnvironment.ALONE,
          this == NIO ? NetworkLoops.Kind.NIO : NetworkLoops.bestKind());
    }
  }

  @ParameterizedTest
  @EnumSource
  void channelsRelayBothWays(Way way) throws Exception {
    try (TurnServer server = way.start(1);
        TurnClient client = TurnClient.of(server);
        DatagramSocket peer = TurnClient.peer()) {
      InetSocketAddress relayed = client.allocate();
      assertEquals(0, client.bind(CHANNEL, TurnClient.address(peer)));
      for (int size : new int[] {0, 1, 3, 160, 1_200, 9_000, 65_000}) {
        // Netty does not send empty datagrams.
        if ((way == Way.EPOLL || way == Way.NIO) && size == 0) {
          continue;
        }
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

  @ParameterizedTest
  @EnumSource
  void indicationsRelayBothWays(Way way) throws Exception {
    try (TurnServer server = way.start(1);
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

  @ParameterizedTest
  @EnumSource
  void aBurstArrivesWholeAndInOrder(Way way) throws Exception {
    int packets = 150;
    try (TurnServer server = way.start(1);
        TurnClient client = TurnClient.of(server);
        DatagramSocket peer = TurnClient.peer()) {
      InetSocketAddress relayed = client.allocate();
      client.socket().setReceiveBufferSize(4 << 20);
      peer.setReceiveBufferSize(4 << 20);
      assertEquals(0, client.bind(CHANNEL, TurnClient.address(peer)));
      for (int i = 0; i < packets; i++) {
        TurnClient.send(peer, numbered(i), relayed);
      }
      for (int i = 0; i < packets; i++) {
        assertArrayEquals(numbered(i), client.receiveChannel(CHANNEL));
      }
      for (int i = 0; i < packets; i++) {
        client.sendChannel(CHANNEL, numbered(i));
      }
      for (int i = 0; i < packets; i++) {
        assertArrayEquals(numbered(i), TurnClient.receive(peer, TurnClient.PATIENCE_MILLIS));
      }
    }
  }

  /** Most of one size, as the pieces of a picture are. */
  private static byte[] numbered(int i) {
    byte[] data = new byte[i % 10 == 9 ? 300 : 1_000];
    data[0] = (byte) i;
    return data;
  }

  @Test
  void icmpErrorsReachTheClient() throws Exception {
    try (TurnServer server = Way.BEST.start(1);
        TurnClient client = TurnClient.of(server)) {
      client.allocate();
      InetSocketAddress gone;
      try (DatagramSocket peer = TurnClient.peer()) {
        gone = TurnClient.address(peer);
      }
      assertEquals(0, client.permit(gone));
      client.sendIndication(gone, new byte[10]);
      StunMessage indication = client.receiveIndication();
      var icmp = present(indication.attribute(TurnAttribute.Icmp.class));
      assertEquals(new TurnAttribute.Icmp(3, 3, 0), icmp, "port unreachable");
      assertEquals(
          gone, present(indication.attribute(TurnAttribute.XorPeerAddress.class)).address());
      // The allocation goes on, and so do its packets to others.
      try (DatagramSocket peer = TurnClient.peer()) {
        client.sendIndication(gone, new byte[10]);
        client.sendIndication(TurnClient.address(peer), new byte[10]);
        assertNotNull(TurnClient.receive(peer, TurnClient.PATIENCE_MILLIS));
      }
    }
  }

  @Test
  void dontFragmentIsForOnePacketAlone() throws Exception {
    try (TurnServer server = Way.BEST.start(1);
        TurnClient client = TurnClient.of(server);
        DatagramSocket peer = TurnClient.peer()) {
      client.allocate();
      InetSocketAddress address = TurnClient.address(peer);
      assertEquals(0, client.permit(address));
      for (int i = 0; i < 20; i++) {
        if (i % 3 == 0) {
          client.sendIndication(address, numbered(i), new TurnAttribute.DontFragment());
        } else {
          client.sendIndication(address, numbered(i));
        }
      }
      for (int i = 0; i < 20; i++) {
        assertArrayEquals(numbered(i), TurnClient.receive(peer, TurnClient.PATIENCE_MILLIS));
      }
    }
  }

  @Test
  void whereDfCannotBeSetItIsRefused() throws Exception {
    try (TurnServer server = Way.NIO.start(1);
        TurnClient client = TurnClient.of(server)) {
      assertEquals(420, TurnClient.code(client.tryAllocate(new TurnAttribute.DontFragment())));
    }
  }

  @Test
  void thousandsComeAndGoAndLeaveNothingBehind() throws Exception {
    int clients = 100;
    try (TurnServer server = Way.BEST.start(2);
        DatagramSocket peer = TurnClient.peer()) {
      long before = descriptors();
      for (int round = 0; round < 20; round++) {
        List<TurnClient> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
          TurnClient client = TurnClient.of(server);
          all.add(client);
          client.allocate();
          assertEquals(0, client.bind(CHANNEL, TurnClient.address(peer)));
          client.sendChannel(CHANNEL, new byte[100]);
        }
        assertEquals(clients, server.counters().allocations());
        assertEquals(clients, server.allocations().get(5, TimeUnit.SECONDS).size());
        for (TurnClient client : all) {
          assertEquals(0, client.refresh(0));
          client.close();
        }
      }
      assertEquals(0, server.counters().allocations());
      assertEquals(0, server.counters().users());
      assertTrue(descriptors() <= before + 2, before + " before, now " + descriptors());
    }
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void fullPortsAreToldAndFreedAgain() throws Exception {
    TurnServerConfig.Relays two = new TurnServerConfig.Relays(null, List.of(), 45_000, 45_001);
    TurnServerConfig config =
        new TurnServerConfig(
            Servers.sockets("127.0.0.1", 0, 1, UdpOptions.BEST, two), Servers.policy());
    try (TurnServer server = TurnServer.start(config, TurnEnvironment.ALONE);
        TurnClient a = TurnClient.of(server);
        TurnClient b = TurnClient.of(server);
        TurnClient c = TurnClient.of(server)) {
      a.allocate();
      b.allocate();
      assertEquals(508, TurnClient.code(c.tryAllocate()));
      assertEquals(0, a.refresh(0));
      c.allocate();
    }
  }

  @Test
  void aDrainingServerKeepsWhatItHas() throws Exception {
    try (TurnServer server = Way.BEST.start(2);
        TurnClient old = TurnClient.of(server);
        TurnClient late = TurnClient.of(server);
        DatagramSocket peer = TurnClient.peer()) {
      old.allocate();
      server.drain();
      assertEquals(508, TurnClient.code(late.tryAllocate()));
      assertEquals(0, old.refresh(600));
      assertEquals(0, old.bind(CHANNEL, TurnClient.address(peer)));
      old.sendChannel(CHANNEL, new byte[5]);
      assertNotNull(TurnClient.receive(peer, TurnClient.PATIENCE_MILLIS));
    }
  }

  private static TurnServer start() {
    return Way.BEST.start(1);
  }
}
