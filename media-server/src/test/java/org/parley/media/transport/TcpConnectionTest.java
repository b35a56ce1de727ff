package org.parley.media.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.media.testpeer.PausableLink;
import org.parley.media.testpeer.StunRequests;
import org.parley.media.testpeer.TestLink;
import org.parley.media.testpeer.TestPeer;
import org.parley.media.transport.srtp.SrtpProfile;
import org.parley.net.loop.NetworkLoops;

/** What strangers get out of the TCP port: nothing, and not for long. */
@Timeout(60)
class TcpConnectionTest {
  private final NetworkLoops loops = NetworkLoops.start("media-loop", 2);
  private MediaEndpoint endpoint;

  @BeforeEach
  void start() throws IOException {
    Duration second = Duration.ofSeconds(1);
    endpoint =
        MediaEndpoint.start(
            TransportConfig.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withTimeouts(
                    new TransportConfig.Timeouts(
                        second.multipliedBy(30),
                        second.multipliedBy(8),
                        second.multipliedBy(20),
                        second.multipliedBy(25),
                        second.multipliedBy(15),
                        second))
                .withLimits(new TransportConfig.Limits(10, 8, 5)),
            loops);
  }

  @AfterEach
  void stop() {
    endpoint.close();
    loops.close();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
  }

  /** Blocks until the server has closed the connection without a word. */
  private static void assertClosed(Socket socket) throws IOException {
    try (socket) {
      InputStream in = socket.getInputStream();
      assertEquals(-1, in.read());
    } catch (IOException e) {
      // Reset: closed as well.
      assertTrue(String.valueOf(e.getMessage()).contains("reset"), e::getMessage);
    }
  }

  private long seenConnections() {
    return endpoint.counters().value(TransportCounter.TCP_ACCEPTED)
        + endpoint.counters().value(TransportCounter.TCP_REFUSED);
  }

  private void assertNothingStays() throws InterruptedException {
    for (int i = 0; i < 20_000 && endpoint.tableEntries() > 0; i++) {
      for (var loop : loops.loops()) {
        loop.eventLoop().submit(() -> {}).await();
      }
    }
    assertEquals(0, endpoint.tableEntries());
  }

  @Test
  void silentConnectionsAreClosedInTime() throws Exception {
    assertClosed(connect());
    assertNothingStays();
  }

  @Test
  void connectionsWithoutACheckAreCappedForEachAddress() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sockets.add(connect());
    }
    for (Socket socket : sockets) {
      assertClosed(socket);
    }
    assertEquals(5, endpoint.counters().value(TransportCounter.TCP_ACCEPTED));
    assertNothingStays();
  }

  @Test
  void anythingButACheckOfAKnownPeerCloses() throws Exception {
    byte[] unknown = StunRequests.check(new byte[12], "nobody:peer", "password", true);
    byte[][] firstFrames = {
      {0, 0},
      {0, 4, 70, 1, 2, 3},
      {0, 4, 22, (byte) 0xFE, (byte) 0xFD, 0},
      {0, 20, (byte) 0x80, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
      {(byte) 0xFF, (byte) 0xFF, 0, 1},
      "GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
      framed(unknown)
    };
    for (byte[] frame : firstFrames) {
      Socket socket = connect();
      socket.getOutputStream().write(frame);
      assertClosed(socket);
    }
    assertNothingStays();
  }

  private static byte[] framed(byte[] packet) {
    byte[] frame = new byte[packet.length + 2];
    frame[0] = (byte) (packet.length >>> 8);
    frame[1] = (byte) packet.length;
    System.arraycopy(packet, 0, frame, 2, packet.length);
    return frame;
  }

  @Test
  void randomFramesDoNoHarm() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[1 + random.nextInt(200)];
      random.nextBytes(bytes);
      bytes[0] = 0;
      try (Socket socket = connect()) {
        socket.getOutputStream().write(bytes);
      } catch (SocketException _) {
        // The server has closed it before the last bytes were written, as it may.
      }
    }
    // Until all are counted out, they take the places of those without a check.
    for (int i = 0; i < 20_000 && seenConnections() < 200; i++) {
      for (var loop : loops.loops()) {
        loop.eventLoop().submit(() -> {}).await();
      }
    }
    assertEquals(200, seenConnections());
    assertNothingStays();
    RecordingListener listener = new RecordingListener();
    PeerTransport transport = endpoint.open(loops.leastLoaded(List.of()), listener);
    listener.echoTo(transport);
    try (TestPeer peer = Echoes.peer(transport, TestLink.tcp(address()), SrtpProfile.values())) {
      peer.connect();
      assertEquals("connected TCP", listener.next());
    }
    transport.close();
    assertNothingStays();
    assertEquals(0, endpoint.counters().value(TransportCounter.FAULTS));
  }

  @Test
  void anOversizedFrameEndsABoundConnection() throws Exception {
    RecordingListener listener = new RecordingListener();
    PeerTransport transport = endpoint.open(loops.leastLoaded(List.of()), listener);
    try (TestPeer peer = Echoes.peer(transport, TestLink.tcp(address()), SrtpProfile.values())) {
      peer.connect();
      assertEquals("connected TCP", listener.next());
      peer.link().send(new byte[4000]);
      assertEquals("disconnected", listener.next());
    }
    transport.close();
    assertNothingStays();
  }

  @Test
  void whoSendsChecksAndReadsNothingFillsNoMemory() throws Exception {
    PeerTransport transport = endpoint.open(loops.loops().getFirst(), new RecordingListener());
    PausableLink link = new PausableLink(TestLink.tcp(address()));
    try (TestPeer peer = Echoes.peer(transport, link, SrtpProfile.values())) {
      peer.connect();
      link.pause();
      ByteBuf packet = Unpooled.buffer(1200);
      for (int i = 0; transport.fullness() != Fullness.FULL; i++) {
        assertTrue(i < 20_000, "never full");
        int sequence = i;
        transport
            .owner()
            .eventLoop()
            .submit(() -> send(transport, packet, sequence))
            .syncUninterruptibly();
      }
      long before = endpoint.counters().value(TransportCounter.DROPPED_BACK_PRESSURE);
      assertFalse(peer.check(true, Duration.ofMillis(500)), "an answer was sent to nobody");
      assertTrue(endpoint.counters().value(TransportCounter.DROPPED_BACK_PRESSURE) > before);
      link.resume();
      assertTrue(peer.check(true, Duration.ofSeconds(5)), "no answer after it read again");
    }
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.port());
  }

  private static void send(PeerTransport transport, ByteBuf packet, int sequence) {
    packet.clear().writeByte(0x80).writeByte(96).writeShort(sequence).writeInt(1).writeInt(2);
    packet.writeZero(1000);
    ByteBuf out = transport.begin(packet.readableBytes());
    int start = out.writerIndex();
    out.writeBytes(packet);
    transport.sendRtp(start, true);
  }
}
