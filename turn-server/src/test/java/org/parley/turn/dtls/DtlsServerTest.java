package org.parley.turn.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.udp.RemoteAddress;
import org.parley.net.udp.UdpOptions;
import org.parley.net.udp.UdpPort;
import org.parley.net.udp.UdpPorts;
import org.parley.net.udp.UdpReceiver;
import org.parley.turn.link.EchoIntake;
import org.parley.turn.link.ServerCertificate;
import org.parley.turn.link.TestCertificate;

@Timeout(30)
class DtlsServerTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final DtlsLimits QUICK =
      new DtlsLimits(8, 12, Duration.ofMillis(4_000), Duration.ofMillis(1_500));

  private final NetworkLoops loops = NetworkLoops.start("dtls-test", 1);
  private final NetworkLoop loop = loops.loops().getFirst();
  private final EchoIntake intake = new EchoIntake(loop);
  private volatile ServerCertificate certificate = TestCertificate.ecdsa("first");
  private final DtlsShared shared = new DtlsShared(QUICK, () -> certificate, new SecureRandom());
  private UdpPorts ports;
  private @Nullable Receiver receiver;

  @BeforeEach
  void start() throws IOException {
    ports =
        UdpPorts.open(
            loops,
            new InetSocketAddress(LOOPBACK, 0),
            UdpOptions.BEST,
            (port, _) ->
                receiver = new Receiver(new DtlsServer(loop, intake, new Below(port), shared)));
  }

  @AfterEach
  void stop() throws IOException {
    loop.call(
        () -> {
          Receiver opened = receiver;
          if (opened != null) {
            opened.server.close();
          }
          return true;
        });
    ports.close();
    loops.close();
  }

  /** Sends at once. */
  private record Below(UdpPort port) implements DtlsPort {
    @Override
    public InetAddress local() {
      return port.local().getAddress();
    }

    @Override
    public void wakeUp() {}

    @Override
    public void send(ByteBuf datagram, RemoteAddress to) {
      port.send(
          datagram,
          datagram.readerIndex(),
          datagram.readableBytes(),
          datagram.readableBytes(),
          to,
          true);
      port.flush();
      datagram.release();
    }
  }

  private final class Receiver implements UdpReceiver {
    final DtlsServer server;

    Receiver(DtlsServer server) {
      this.server = server;
    }

    @Override
    public void onDatagram(RemoteAddress from, ByteBuf content) {
      loop.refresh();
      if (DtlsServer.isDtls(content)) {
        server.onDatagram(from, content);
      }
    }

    @Override
    public void onBatchEnd() {}

    @Override
    public void onSendError(int errno) {}

    @Override
    public void onWritable() {}
  }

  private String event() throws InterruptedException {
    return String.valueOf(intake.events.poll(5, TimeUnit.SECONDS));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + 15_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - end < 0, "this takes too long");
      Thread.onSpinWait();
    }
  }

  private static void echoes(DtlsClient client, int length) throws IOException {
    byte[] message = new byte[length];
    new Random(length).nextBytes(message);
    client.send(message);
    assertArrayEquals(message, client.receive());
  }

  @Test
  void eachRecordIsOneMessage() throws Exception {
    try (DtlsClient client = new DtlsClient(ports.local())) {
      for (int length = 1; length < 1_300; length += 99) {
        echoes(client, length);
      }
      assertEquals("opened DTLS", event());
      assertEquals(1, shared.associations());
      assertEquals(0, shared.halfOpen());
    }
    // close_notify
    assertEquals("closed DTLS", event());
    assertEquals(0, shared.associations());
  }

  @Test
  void newAssociationsSeeTheCertificateOfNow() throws Exception {
    try (DtlsClient first = new DtlsClient(ports.local())) {
      byte[] before = certificate.chain().getFirst().getEncoded();
      certificate = TestCertificate.rsa("second");
      try (DtlsClient second = new DtlsClient(ports.local())) {
        assertArrayEquals(before, first.certificate());
        assertArrayEquals(certificate.chain().getFirst().getEncoded(), second.certificate());
        echoes(second, 100);
        echoes(first, 100);
      }
    }
  }

  @Test
  void silentAssociationsEndUnlessTheyHaveAnAllocation() throws Exception {
    try (DtlsClient client = new DtlsClient(ports.local())) {
      echoes(client, 10);
      assertEquals("opened DTLS", event());
      assertEquals("closed DTLS", event());
      assertEquals(1, shared.count(DtlsCounter.CLOSED_SILENT));
    }
    intake.allocations = true;
    try (DtlsClient client = new DtlsClient(ports.local())) {
      assertEquals("opened DTLS", event());
      assertEquals("null", String.valueOf(intake.events.poll(3, TimeUnit.SECONDS)));
      echoes(client, 20);
    }
  }

  /** RFC 6347 §4.2.8. */
  @Test
  void aClientMayBeginAnewFromTheSamePort() throws Exception {
    intake.allocations = true;
    DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
    int port = socket.getLocalPort();
    DtlsClient lost = new DtlsClient(ports.local(), socket);
    echoes(lost, 10);
    socket.close();
    try (DtlsClient again = new DtlsClient(ports.local(), new DatagramSocket(port, LOOPBACK))) {
      echoes(again, 20);
      assertEquals(1, shared.associations());
    }
  }

  /** A ClientHello with an empty cookie, or with one. */
  private static byte[] hello(byte[] cookie) {
    ByteBuffer body =
        ByteBuffer.allocate(200)
            .putShort((short) 0xFEFD)
            .put(new byte[32])
            .put((byte) 0)
            .put((byte) cookie.length)
            .put(cookie)
            .putShort((short) 4)
            .putShort((short) 0xC02B)
            // TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3)
            .putShort((short) 0x00FF)
            .put((byte) 1)
            .put((byte) 0);
    byte[] groups = {0, 10, 0, 4, 0, 2, 0, 23, 0, 13, 0, 4, 0, 2, 4, 3};
    body.putShort((short) groups.length).put(groups).flip();
    int length = body.remaining();
    return ByteBuffer.allocate(25 + length)
        .put((byte) 22)
        .putShort((short) 0xFEFD)
        .putShort((short) 0)
        .putInt(0)
        .putShort((short) (cookie.length == 0 ? 0 : 1))
        .putShort((short) (12 + length))
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) length)
        .putShort((short) (cookie.length == 0 ? 0 : 1))
        .put(new byte[3])
        .put((byte) 0)
        .putShort((short) length)
        .put(body)
        .array();
  }

  private byte[] cookieFor(DatagramSocket socket) throws IOException {
    byte[] hello = hello(new byte[0]);
    socket.send(new DatagramPacket(hello, hello.length, ports.local()));
    DatagramPacket answer = new DatagramPacket(new byte[500], 500);
    socket.setSoTimeout(5_000);
    socket.receive(answer);
    byte[] bytes = Arrays.copyOf(answer.getData(), answer.getLength());
    assertEquals(3, bytes[13], "HelloVerifyRequest");
    assertTrue(bytes.length < hello.length, "smaller than what it answers");
    return Arrays.copyOfRange(bytes, 28, bytes.length);
  }

  @Test
  void halfOpenHandshakesAreCappedAndEnd() throws Exception {
    List<DatagramSocket> flood = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
      flood.add(socket);
      byte[] cookie = cookieFor(socket);
      assertTrue(shared.associations() <= QUICK.halfOpen());
      byte[] hello = hello(cookie);
      socket.send(new DatagramPacket(hello, hello.length, ports.local()));
    }
    await(() -> shared.count(DtlsCounter.REFUSED) == 12);
    assertEquals(8, shared.halfOpen());
    await(() -> shared.halfOpen() == 0 && shared.associations() == 0);
    assertEquals(8, shared.count(DtlsCounter.FAILED_HANDSHAKES));
    try (DtlsClient client = new DtlsClient(ports.local())) {
      echoes(client, 30);
    }
    flood.forEach(DatagramSocket::close);
  }

  @Test
  void aCookieIsGoodForItsAddressOnly() throws Exception {
    try (DatagramSocket one = new DatagramSocket(0, LOOPBACK);
        DatagramSocket other = new DatagramSocket(0, LOOPBACK)) {
      byte[] cookie = cookieFor(one);
      byte[] hello = hello(cookie);
      other.send(new DatagramPacket(hello, hello.length, ports.local()));
      await(() -> shared.count(DtlsCounter.COOKIES_SENT) == 2);
      assertEquals(0, shared.associations());
    }
  }

  @Test
  void garbageIsDropped() throws Exception {
    Random random = new Random(5);
    try (DtlsClient client = new DtlsClient(ports.local());
        DatagramSocket stranger = new DatagramSocket(0, LOOPBACK)) {
      for (int i = 0; i < 2_000; i++) {
        byte[] bytes = new byte[1 + random.nextInt(100)];
        random.nextBytes(bytes);
        bytes[0] = (byte) (20 + random.nextInt(4));
        if (bytes.length > 14 && random.nextBoolean()) {
          ByteBuffer.wrap(bytes)
              .putShort(1, (short) 0xFEFD)
              .putShort(11, (short) (bytes.length - 13));
        }
        stranger.send(new DatagramPacket(bytes, bytes.length, ports.local()));
      }
      echoes(client, 40);
      assertEquals(1, shared.associations());
    }
  }

  @Test
  void admissionOfRecordsNeverThrows() {
    Random random = new Random(6);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes =
          i % 2 == 0 ? hello(new byte[random.nextInt(40)]) : new byte[random.nextInt(80)];
      for (int j = random.nextInt(6); j > 0 && bytes.length > 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      ByteBuf datagram =
          Unpooled.wrappedBuffer(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
      DtlsRecords.admissible(datagram);
      if (DtlsRecords.beginsHandshake(datagram)) {
        DtlsRecords.helloId(datagram);
      }
    }
  }
}
