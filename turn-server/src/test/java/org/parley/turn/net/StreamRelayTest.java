package org.parley.turn.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.net.udp.UdpOptions;
import org.parley.turn.link.ServerCertificate;
import org.parley.turn.link.TestCertificate;
import org.parley.turn.net.TurnServerConfig.Sockets;
import org.parley.turn.relay.Transport;
import org.parley.turn.stun.StunClass;
import org.parley.turn.stun.StunMessage;
import org.parley.turn.stun.TurnAttribute;
import org.parley.turn.stun.TurnAttribute.RequestedTransport;

/** Clients over TCP, TLS and DTLS, with UDP and TCP to their peers. */
@Timeout(30)
class StreamRelayTest {
  private static final int CHANNEL = 0x4ABC;
  private static final int TCP = 6;
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final TurnServer server = start(3, TestCertificate.ecdsa("turn"));

  private static TurnServer start(int loops, ServerCertificate certificate) {
    Sockets sockets =
        new Sockets(
            new InetSocketAddress(LOOPBACK, 0),
            new InetSocketAddress(LOOPBACK, 0),
            null,
            Servers.relays(),
            loops,
            UdpOptions.BEST,
            true);
    TurnServerConfig.Policy policy = Servers.policy();
    return TurnServer.start(
        new TurnServerConfig(
            sockets,
            new TurnServerConfig.Policy(
                policy.auth(), policy.peers(), policy.limits(), policy.alternates(), true, true)),
        new TurnEnvironment(List.of(), () -> certificate));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Wire open(String how) throws IOException {
    InetSocketAddress plain = new InetSocketAddress(LOOPBACK, server.port());
    InetSocketAddress tls = new InetSocketAddress(LOOPBACK, server.tlsPort());
    return switch (how) {
      case "TCP" -> Wire.tcp(plain);
      case "TLS" -> Wire.tls(tls);
      case "TLS on the TCP port" -> Wire.tls(plain);
      case "DTLS" -> Wire.dtls(tls);
      case "DTLS on the UDP port" -> Wire.dtls(plain);
      default -> throw new AssertionError(how);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "TCP, TCP",
    "TLS, TLS",
    "TLS on the TCP port, TLS",
    "DTLS, DTLS",
    "DTLS on the UDP port, DTLS"
  })
  void relaysBothWays(String how, Transport transport) throws Exception {
    try (WireClient client = new WireClient(open(how));
        DatagramSocket peer = TurnClient.peer()) {
      InetSocketAddress relayed = client.allocate(RequestedTransport.UDP);
      assertEquals(0, client.bind(CHANNEL, TurnClient.address(peer)));
      for (int length = 1; length < 1_300; length += 61) {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        client.sendChannel(CHANNEL, data);
        assertArrayEquals(data, TurnClient.receive(peer, TurnClient.PATIENCE_MILLIS));
        peer.send(new DatagramPacket(data, length, relayed));
        assertArrayEquals(data, client.receiveChannel(CHANNEL));
      }
      for (int i = 0; i < 50; i++) {
        peer.send(new DatagramPacket(new byte[] {(byte) i}, 1, relayed));
      }
      for (int i = 0; i < 50; i++) {
        assertArrayEquals(new byte[] {(byte) i}, client.receiveChannel(CHANNEL));
      }
      assertEquals(1, server.counters().allocations());
    }
    await(() -> server.counters().allocations() == 0);
    await(() -> server.counters().connections() == 0 && server.counters().associations() == 0);
    TurnCounters.Traffic traffic = server.counters().transports().get(transport);
    assertNotNull(traffic);
    assertEquals(72 + 3, traffic.packetsToClients(), traffic::toString);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + 15_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - end < 0, "this takes too long");
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @CsvSource({"TCP", "TLS"})
  void connectsToPeersByTcp(String how) throws Exception {
    try (WireClient control = new WireClient(open(how));
        ServerSocket peers = new ServerSocket(0, 10, LOOPBACK)) {
      InetSocketAddress relayed = control.allocate(TCP);
      // Several, so that data connections begin on each loop and move to the allocation's.
      for (int i = 0; i < 4; i++) {
        StunMessage connected = connect(control, peers.getLocalPort());
        assertEquals(StunClass.SUCCESS_RESPONSE, connected.type(), connected::toString);
        try (Socket peer = peers.accept();
            WireClient data = new WireClient(open(how))) {
          assertEquals(relayed, peer.getRemoteSocketAddress());
          peer.getOutputStream().write("early".getBytes("US-ASCII"));
          bindData(data, connected);
          Wire.Stream stream = (Wire.Stream) data.wire();
          assertEquals("early", new String(stream.in.readNBytes(5), "US-ASCII"));
          exchange(stream.socket, peer);
        }
        await(() -> server.counters().connections() == 1);
      }
    }
    await(() -> server.counters().allocations() == 0);
  }

  @Test
  void acceptsPeersByTcp() throws Exception {
    try (WireClient control = new WireClient(open("TCP"))) {
      InetSocketAddress relayed = control.allocate(TCP);
      try (Socket stranger = new Socket(LOOPBACK, relayed.getPort())) {
        stranger.setSoTimeout(TurnClient.PATIENCE_MILLIS);
        assertEquals(-1, stranger.getInputStream().read());
      }
      assertEquals(0, control.permit(new InetSocketAddress(LOOPBACK, 1)));
      for (int i = 0; i < 4; i++) {
        try (Socket peer = new Socket(LOOPBACK, relayed.getPort())) {
          StunMessage attempt = control.indication();
          assertEquals(StunMessage.CONNECTION_ATTEMPT, attempt.method());
          var from = attempt.attribute(TurnAttribute.XorPeerAddress.class);
          assertEquals(peer.getLocalSocketAddress(), from == null ? null : from.address());
          try (WireClient data = new WireClient(open(i % 2 == 0 ? "TCP" : "TLS"))) {
            bindData(data, attempt);
            Wire.Stream stream = (Wire.Stream) data.wire();
            exchange(stream.socket, peer);
            // The end of the peer is the end of the client's connection.
            peer.close();
            assertEquals(-1, stream.socket.getInputStream().read());
          }
        }
      }
    }
    await(() -> server.counters().connections() == 0);
  }

  @Test
  void theEndOfTheAllocationEndsItsConnections() throws Exception {
    try (WireClient control = new WireClient(open("TCP"));
        ServerSocket peers = new ServerSocket(0, 10, LOOPBACK)) {
      control.allocate(TCP);
      StunMessage connected = connect(control, peers.getLocalPort());
      try (Socket peer = peers.accept();
          WireClient data = new WireClient(open("TCP"))) {
        bindData(data, connected);
        control.close();
        peer.setSoTimeout(TurnClient.PATIENCE_MILLIS);
        assertEquals(-1, peer.getInputStream().read());
        assertThrows(IOException.class, () -> data.wire().receive());
      }
    }
  }

  @Test
  void aPeerThatCannotBeReachedIs447() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      closed = socket.getLocalPort();
    }
    try (WireClient control = new WireClient(open("TCP"))) {
      control.allocate(TCP);
      assertEquals(447, TurnClient.code(connect(control, closed)));
      assertEquals(
          403,
          TurnClient.code(
              control.request(
                  StunMessage.CONNECT,
                  new TurnAttribute.XorPeerAddress(
                      new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 80)))));
    }
  }

  /** Neither end's silence fills our memory: what one does not read, the other cannot write. */
  @Test
  void splicedConnectionsHoldTheFasterEndBack() throws Exception {
    try (WireClient control = new WireClient(open("TCP"));
        ServerSocket peers = new ServerSocket(0, 10, LOOPBACK)) {
      control.allocate(TCP);
      StunMessage connected = connect(control, peers.getLocalPort());
      try (Socket peer = peers.accept();
          WireClient data = new WireClient(open("TCP"))) {
        bindData(data, connected);
        Wire.Stream stream = (Wire.Stream) data.wire();
        byte[] much = new byte[40_000_000];
        new Random(3).nextBytes(much);
        Thread writer = writing(stream.socket, much);
        byte[] head = new DataInputStream(peer.getInputStream()).readNBytes(1_000);
        assertArrayEquals(Arrays.copyOf(much, 1_000), head);
        byte[] rest = new DataInputStream(peer.getInputStream()).readNBytes(much.length - 1_000);
        assertArrayEquals(Arrays.copyOfRange(much, 1_000, much.length), rest);
        writer.join();
      }
    }
  }

  private static StunMessage connect(WireClient control, int port) throws IOException {
    InetSocketAddress peer = new InetSocketAddress(LOOPBACK, port);
    return control.request(StunMessage.CONNECT, new TurnAttribute.XorPeerAddress(peer));
  }

  private static void bindData(WireClient data, StunMessage named) throws IOException {
    var id = named.attribute(TurnAttribute.ConnectionId.class);
    assertNotNull(id, named::toString);
    StunMessage bound = data.request(StunMessage.CONNECTION_BIND, id);
    assertEquals(StunClass.SUCCESS_RESPONSE, bound.type(), bound::toString);
  }

  private static void exchange(Socket client, Socket peer) throws Exception {
    peer.setSoTimeout(TurnClient.PATIENCE_MILLIS);
    byte[] bytes = new byte[300_000];
    new Random(9).nextBytes(bytes);
    Thread toPeer = writing(client, bytes);
    Thread toClient = writing(peer, bytes);
    assertArrayEquals(bytes, new DataInputStream(peer.getInputStream()).readNBytes(bytes.length));
    assertArrayEquals(bytes, new DataInputStream(client.getInputStream()).readNBytes(bytes.length));
    toPeer.join();
    toClient.join();
  }

  private static Thread writing(Socket socket, byte[] bytes) {
    return Thread.startVirtualThread(
        () -> {
          try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
