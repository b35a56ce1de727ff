package org.parley.turn.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.net.loop.NetworkLoops;
import org.parley.turn.conformance.Transport;
import org.parley.turn.link.EchoIntake;
import org.parley.turn.link.ServerCertificate;
import org.parley.turn.link.TestCertificate;

@Timeout(30)
class StreamServerTest {
  private static final StreamLimits QUICK =
      new StreamLimits(
          20, 10, 4, 4_096, 64 * 1024, Duration.ofMillis(1_500), Duration.ofMillis(1_500));

  private final NetworkLoops loops = NetworkLoops.start("stream-test", 1);
  private final EchoIntake intake = new EchoIntake(loops.loops().getFirst());
  private volatile @Nullable ServerCertificate certificate = TestCertificate.ecdsa("first");
  private final List<Socket> clients = new ArrayList<>();
  private @Nullable StreamServer server;

  private int start(StreamLimits limits, boolean tlsOnly) throws IOException {
    StreamServer started = new StreamServer(loops, _ -> intake, limits, () -> certificate);
    server = started;
    return started
        .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tlsOnly)
        .getPort();
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
    loops.close();
  }

  private Socket tcp(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    clients.add(socket);
    return socket;
  }

  private SSLSocket tls(int port) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            Transport.trustingAnything()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port);
    clients.add(socket);
    socket.startHandshake();
    return socket;
  }

  private static byte[] binding(int attributes, long id) {
    return ByteBuffer.allocate(20 + attributes)
        .putShort((short) 1)
        .putShort((short) attributes)
        .putInt(0x2112A442)
        .putInt(0)
        .putLong(id)
        .array();
  }

  private static void echoes(Socket socket, byte[] message) throws IOException {
    socket.getOutputStream().write(message);
    assertArrayEquals(
        message, new DataInputStream(socket.getInputStream()).readNBytes(message.length));
  }

  private String event() throws InterruptedException {
    return String.valueOf(intake.events.poll(5, TimeUnit.SECONDS));
  }

  @Test
  void messagesGoBothWaysOverTcpHoweverTheyAreCut() throws Exception {
    Socket socket = tcp(start(StreamLimits.STANDARD, false));
    socket.setTcpNoDelay(true);
    Random random = new Random(7);
    ByteBuffer all = ByteBuffer.allocate(400_000);
    for (int i = 0; i < 300; i++) {
      all.put(binding(random.nextInt(300) * 4, i));
    }
    byte[] sent = new byte[all.flip().remaining()];
    all.get(sent);
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              try {
                OutputStream out = socket.getOutputStream();
                for (int at = 0; at < sent.length; ) {
                  int length = Math.min(1 + random.nextInt(3_000), sent.length - at);
                  out.write(sent, at, length);
                  at += length;
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertArrayEquals(sent, socket.getInputStream().readNBytes(sent.length));
    writer.join();
    assertEquals("opened TCP", event());
    socket.close();
    assertEquals("closed TCP", event());
  }

  @Test
  void tlsIsServedOnTheTcpPortWithTheCertificateOfNow() throws Exception {
    int port = start(StreamLimits.STANDARD, false);
    SSLSocket first = tls(port);
    echoes(first, binding(8, 1));
    certificate = TestCertificate.rsa("second");
    SSLSocket second = tls(port);
    echoes(second, binding(8, 2));
    echoes(first, binding(8, 3));
    echoes(tcp(port), binding(8, 4));
    assertEquals("CN=first", subject(first));
    assertEquals("CN=second", subject(second));
    assertEquals("opened TLS", event());
  }

  private static String subject(SSLSocket socket) throws IOException {
    return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .getName();
  }

  @Test
  void manyMessagesGoOverTls() throws Exception {
    SSLSocket socket = tls(start(StreamLimits.STANDARD, true));
    ByteBuffer all = ByteBuffer.allocate(200 * 1_220);
    for (int i = 0; i < 200; i++) {
      all.put(binding(1_200, i));
    }
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              try {
                socket.getOutputStream().write(all.array());
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertArrayEquals(all.array(), socket.getInputStream().readNBytes(all.capacity()));
    writer.join();
  }

  @Test
  void plainClientsAreTurnedAwayFromTheTlsPort() throws Exception {
    Socket socket = tcp(start(StreamLimits.STANDARD, true));
    socket.getOutputStream().write(binding(0, 1));
    assertEquals(-1, read(socket));
    assertEquals(1, count(StreamCounter.CLOSED_MALFORMED));
  }

  @Test
  void withoutACertificateThereIsNoTls() throws Exception {
    certificate = null;
    int port = start(StreamLimits.STANDARD, false);
    assertThrows(IOException.class, () -> tls(port));
    echoes(tcp(port), binding(8, 4));
  }

  @Test
  void garbageAndOverlongMessagesCloseTheConnection() throws Exception {
    int port = start(StreamLimits.STANDARD, false);
    for (byte[] bytes :
        List.of("GET / HTTP/1.1\r\n\r\n".getBytes("US-ASCII"), binding(5_000, 1), new byte[100])) {
      Socket socket = tcp(port);
      socket.getOutputStream().write(bytes);
      assertEquals(-1, read(socket));
    }
    assertEquals(3, count(StreamCounter.CLOSED_MALFORMED));
    intake.allocations = true;
    echoes(tcp(port), binding(60_000, 1));
  }

  @Test
  void silentClientsAreClosedUnlessTheyHaveAnAllocation() throws Exception {
    int port = start(QUICK, false);
    Socket mute = tcp(port);
    Socket spoke = tcp(port);
    echoes(spoke, binding(0, 1));
    assertEquals(-1, read(mute));
    assertEquals(-1, read(spoke));
    assertEquals(2, count(StreamCounter.CLOSED_SILENT));
    intake.allocations = true;
    Socket kept = tcp(port);
    echoes(kept, binding(0, 1));
    Socket late = tcp(port);
    assertEquals(-1, read(late));
    echoes(kept, binding(0, 2));
    assertEquals(3, count(StreamCounter.CLOSED_SILENT));
  }

  @Test
  void aClientThatDoesNotReadLosesMessagesAndKeepsItsStreamWhole() throws Exception {
    intake.allocations = true;
    intake.echoes = 2_000;
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16 * 1024);
    socket.setSoTimeout(10_000);
    clients.add(socket);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), start(QUICK, false)));
    byte[] message = binding(1_000, 42);
    for (int i = 0; i < 10; i++) {
      socket.getOutputStream().write(message);
    }
    long end = System.nanoTime() + 15_000_000_000L;
    while (intake.answered.get() < 10) {
      assertTrue(System.nanoTime() - end < 0, "this takes too long");
      Thread.onSpinWait();
    }
    DataInputStream in = new DataInputStream(socket.getInputStream());
    long dropped = count(StreamCounter.DROPPED_UNREAD);
    // All that was not dropped comes whole; what waited was bounded.
    for (long i = 0; i < 20_000 - dropped; i++) {
      assertArrayEquals(message, in.readNBytes(message.length));
      if (i == 0) {
        assertTrue(dropped > 10_000);
      }
    }
    intake.echoes = 1;
    echoes(socket, binding(8, 43));
  }

  @Test
  void connectionsAreCounted() throws Exception {
    int port = start(QUICK, false);
    for (int i = 0; i < 10; i++) {
      echoes(tcp(port), binding(0, i));
    }
    assertEquals(-1, read(tcp(port)));
    assertEquals(1, count(StreamCounter.REFUSED));
    intake.allocations = true;
    for (int i = 0; i < 10; i++) {
      echoes(clients.get(i), binding(0, i));
      echoes(tcp(port), binding(0, i));
    }
    assertEquals(-1, read(tcp(port)));
    assertEquals(2, count(StreamCounter.REFUSED));
    assertEquals(20, requireServer().counters().open());
  }

  private static int read(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read();
    } catch (java.net.SocketException e) {
      return -1;
    }
  }

  private long count(StreamCounter counter) {
    return requireServer().counters().count(counter);
  }

  private StreamServer requireServer() {
    StreamServer started = server;
    if (started == null) {
      throw new AssertionError("not started");
    }
    return started;
  }
}
