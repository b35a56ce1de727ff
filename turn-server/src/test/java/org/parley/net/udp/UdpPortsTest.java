package org.parley.net.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;
import org.parley.net.udp.RecordingReceiver.Datagram;

/** All ways to send and receive, over real sockets of the loopback interface. */
@NullMarked
@Timeout(60)
class UdpPortsTest {
  enum Way {
    DIRECT,
    EPOLL,
    NIO
  }

  record Kind(Way way, boolean v6, boolean segmentation) {
    InetAddress loopback() {
      try {
        return InetAddress.getByName(v6 ? "::1" : "127.0.0.1");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    UdpOptions options() {
      return new UdpOptions(way == Way.DIRECT, segmentation);
    }

    NetworkLoops.Kind loops() {
      return switch (way) {
        case DIRECT, EPOLL -> NetworkLoops.Kind.EPOLL;
        case NIO -> NetworkLoops.Kind.NIO;
      };
    }
  }

  static Stream<Kind> kinds() {
    return Stream.of(Way.values())
        .flatMap(
            way ->
                Stream.of(
                    new Kind(way, false, true),
                    new Kind(way, false, false),
                    new Kind(way, true, true),
                    new Kind(way, true, false)));
  }

  /** One local address with its loops. */
  private final class Side {
    final NetworkLoops loops;
    final UdpPorts ports;
    final List<RecordingReceiver> receivers = new ArrayList<>();

    Side(Kind kind, int loopCount, int port) throws IOException {
      loops = NetworkLoops.start("media-loop", loopCount, kind.loops());
      closing.add(loops);
      ports =
          UdpPorts.open(
              loops,
              new InetSocketAddress(kind.loopback(), port),
              kind.options(),
              (_, _) -> {
                RecordingReceiver receiver = new RecordingReceiver();
                receivers.add(receiver);
                return receiver;
              });
      closing.add(ports);
    }

    RemoteAddress address() {
      return RemoteAddress.of(ports.local());
    }

    RecordingReceiver receiver() {
      return receivers.getFirst();
    }

    UdpPort port() {
      return ports.ports().getFirst();
    }

    void onLoop(int index, Runnable task) throws Exception {
      CompletableFuture<Void> done = new CompletableFuture<>();
      NetworkLoop loop = loops.loops().get(index);
      loop.execute(
          () -> {
            try {
              task.run();
              done.complete(null);
            } catch (RuntimeException | Error e) {
              done.completeExceptionally(e);
            }
          });
      done.get(10, TimeUnit.SECONDS);
    }

    void send(byte[] bytes, int segmentSize, RemoteAddress to) throws Exception {
      ByteBuf buffer = direct(bytes);
      onLoop(
          0,
          () -> {
            port().send(buffer, 3, bytes.length, segmentSize, to, false);
            port().flush();
          });
      buffer.release();
    }
  }

  private final List<AutoCloseable> closing = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : closing.reversed()) {
      each.close();
    }
  }

  private Side open(Kind kind, int loopCount) throws IOException {
    assumeTrue(kind.way() == Way.NIO || Epoll.isAvailable(), "no native epoll here");
    if (kind.way() == Way.DIRECT) {
      assertEquals("", DirectCalls.onThisMachine().obstacle());
    }
    return new Side(kind, loopCount, 0);
  }

  /** In native memory, three bytes from its start. */
  private static ByteBuf direct(byte[] bytes) {
    return PooledByteBufAllocator.DEFAULT
        .directBuffer(bytes.length + 3)
        .writeZero(3)
        .writeBytes(bytes);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void datagramsArriveWithTheirSenderInOrder(Kind kind) throws Exception {
    Side a = open(kind, 1);
    Side b = open(kind, 1);
    int count = 300;
    List<ByteBuf> buffers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      buffers.add(direct(RecordingReceiver.bytes(i, 1 + i * 4)));
    }
    a.onLoop(
        0,
        () -> {
          for (int i = 0; i < count; i++) {
            a.port().send(buffers.get(i), 3, 1 + i * 4, 5000, b.address(), false);
          }
          a.port().flush();
        });
    buffers.forEach(ByteBuf::release);
    List<Datagram> arrived = b.receiver().next(count);
    for (int i = 0; i < count; i++) {
      assertArrayEquals(RecordingReceiver.bytes(i, 1 + i * 4), arrived.get(i).bytes());
      assertEquals(a.ports.local(), arrived.get(i).from());
    }
    await(() -> b.receiver().batches.get() > 0);
    b.onLoop(0, () -> assertEquals(count, b.port().receivedDatagrams()));
    a.onLoop(0, () -> assertEquals(count, a.port().sentDatagrams()));
    assertEquals(List.of(), a.receiver().errors);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void segmentsArriveAsDatagramsTheLastOneShorter(Kind kind) throws Exception {
    Side a = open(kind, 1);
    Side b = open(kind, 1);
    byte[] run = RecordingReceiver.bytes(1, 9 * 1150 + 40);
    a.send(run, 1150, b.address());
    assertSegments(run, 1150, b.receiver());
    byte[] even = RecordingReceiver.bytes(2, 4 * 100);
    a.send(even, 100, b.address());
    assertSegments(even, 100, b.receiver());
    assertEquals(kind.segmentation() && kind.way() != Way.NIO, a.ports.segments());
    if (kind.way() == Way.DIRECT) {
      a.onLoop(0, () -> assertEquals(2, a.port().systemCalls()));
    }
  }

  private static void assertSegments(byte[] run, int size, RecordingReceiver receiver)
      throws InterruptedException {
    ByteBuf left = Unpooled.wrappedBuffer(run);
    while (left.isReadable()) {
      byte[] expected = new byte[Math.min(size, left.readableBytes())];
      left.readBytes(expected);
      assertArrayEquals(expected, receiver.next().bytes());
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void runsBeyondWhatTheSystemTakesAreSplit(Kind kind) throws Exception {
    Side a = open(kind, 1);
    Side b = open(kind, 1);
    byte[] many = RecordingReceiver.bytes(3, 200 * 100 + 1);
    a.send(many, 100, b.address());
    assertSegments(many, 100, b.receiver());
    byte[] large = RecordingReceiver.bytes(4, 90 * 1200);
    a.send(large, 1200, b.address());
    assertSegments(large, 1200, b.receiver());
    assertTrue(a.ports.segments() || !kind.segmentation() || kind.way() == Way.NIO);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void runsAndSinglesToSeveralShareAFlush(Kind kind) throws Exception {
    Side a = open(kind, 1);
    List<Side> others = List.of(open(kind, 1), open(kind, 1), open(kind, 1));
    ByteBuf buffer = direct(RecordingReceiver.bytes(5, 10_000));
    RemoteAddress to = new RemoteAddress();
    a.onLoop(
        0,
        () -> {
          for (Side other : others) {
            to.set(other.ports.local());
            a.port().send(buffer, 3, 3000, 1000, to, true);
            a.port().send(buffer, 3 + 3000, 77, 77, to, false);
            a.port().send(buffer, 3 + 4000, 2500, 1200, to, true);
          }
          a.port().flush();
        });
    byte[] all = RecordingReceiver.bytes(5, 10_000);
    int[][] parts = {
      {0, 1000},
      {1000, 1000},
      {2000, 1000},
      {3000, 77},
      {4000, 1200},
      {5200, 1200},
      {6400, 100}
    };
    for (Side other : others) {
      for (int[] part : parts) {
        assertArrayEquals(
            Arrays.copyOfRange(all, part[0], part[0] + part[1]), other.receiver().next().bytes());
      }
    }
    buffer.release();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void moreThanOneCallTakesIsQueued(Kind kind) throws Exception {
    Side a = open(kind, 1);
    Side b = open(kind, 1);
    int count = 700;
    ByteBuf buffer = direct(RecordingReceiver.bytes(6, 900));
    a.onLoop(
        0,
        () -> {
          for (int i = 0; i < count; i++) {
            a.port().send(buffer, 3, i + 1, i + 1, b.address(), false);
          }
          a.port().flush();
          a.port().flush();
        });
    for (int i = 0; i < count; i++) {
      assertEquals(i + 1, b.receiver().next().bytes().length);
    }
    buffer.release();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void loopsShareAPort(Kind kind) throws Exception {
    Side server = open(kind, 3);
    for (int i = 0; i < 3; i++) {
      assertEquals(server.ports.local(), server.ports.ports().get(i).local());
      assertEquals(server.ports.ports().get(i), server.ports.port(server.loops.loops().get(i)));
    }
    Set<Integer> expected = new HashSet<>();
    List<DatagramSocket> clients = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      DatagramSocket client = new DatagramSocket(0, kind.loopback());
      closing.add(client);
      clients.add(client);
      client.send(new DatagramPacket(new byte[] {(byte) i}, 1, server.ports.local()));
      expected.add(i);
    }
    Set<Integer> seen = new HashSet<>();
    await(
        () -> {
          for (RecordingReceiver receiver : server.receivers) {
            for (Datagram got = receiver.poll(); got != null; got = receiver.poll()) {
              int number = got.bytes()[0];
              assertEquals(clients.get(number).getLocalSocketAddress(), got.from());
              seen.add(number);
            }
          }
          return seen.equals(expected);
        });
    for (int i = 0; i < 3; i++) {
      sendFromLoop(server, i, clients.get(i));
    }
  }

  private static void sendFromLoop(Side server, int index, DatagramSocket client) throws Exception {
    byte[] bytes = RecordingReceiver.bytes(index, 500);
    ByteBuf buffer = direct(bytes);
    RemoteAddress to = RemoteAddress.of((InetSocketAddress) client.getLocalSocketAddress());
    UdpPort port = server.ports.ports().get(index);
    server.onLoop(
        index,
        () -> {
          port.send(buffer, 3, 500, 500, to, false);
          port.flush();
        });
    DatagramPacket answer = new DatagramPacket(new byte[1000], 1000);
    client.setSoTimeout(10_000);
    client.receive(answer);
    assertEquals(server.ports.local(), answer.getSocketAddress());
    assertArrayEquals(bytes, Arrays.copyOf(answer.getData(), answer.getLength()));
    buffer.release();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aPortInUseIsRefusedThoughItMayBeShared(Kind kind) throws Exception {
    Side first = open(kind, 2);
    assertThrows(
        IOException.class, () -> new Side(kind, 2, first.ports.local().getPort()).ports.close());
    assertEquals(1, Set.copyOf(first.ports.ports().stream().map(UdpPort::local).toList()).size());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aDeadDestinationHarmsNobody(Kind kind) throws Exception {
    Side a = open(kind, 1);
    Side b = open(kind, 1);
    DatagramSocket gone = new DatagramSocket(0, kind.loopback());
    RemoteAddress dead = RemoteAddress.of((InetSocketAddress) gone.getLocalSocketAddress());
    gone.close();
    ByteBuf buffer = direct(RecordingReceiver.bytes(7, 3000));
    for (int round = 0; round < 20; round++) {
      a.onLoop(
          0,
          () -> {
            a.port().send(buffer, 3, 3000, 1000, dead, true);
            a.port().send(buffer, 3, 500, 500, dead, true);
            a.port().send(buffer, 3, 3000, 1000, b.address(), true);
            a.port().send(buffer, 3, 500, 500, dead, true);
            a.port().flush();
          });
      assertSegments(RecordingReceiver.bytes(7, 3000), 1000, b.receiver());
    }
    assertNull(b.receiver().poll());
    buffer.release();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatTheSystemRefusesIsToldAndHarmsNobody(Kind kind) throws Exception {
    Side a = open(kind, 1);
    Side b = open(kind, 1);
    ByteBuf buffer = direct(RecordingReceiver.bytes(8, 70_000));
    a.onLoop(
        0,
        () -> {
          a.port().send(buffer, 3, 10, 10, b.address(), false);
          a.port().send(buffer, 3, 70_000, 70_000, b.address(), false);
          a.port().send(buffer, 3, 20, 20, b.address(), false);
          a.port().flush();
        });
    assertEquals(10, b.receiver().next().bytes().length);
    assertEquals(20, b.receiver().next().bytes().length);
    await(() -> a.receiver().errors.size() == 1);
    a.onLoop(0, () -> assertEquals(1, a.port().failedDatagrams()));
    buffer.release();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void longerThanWeTakeIsDroppedAndCounted(Kind kind) throws Exception {
    Side a = open(kind, 1);
    Side b = open(kind, 1);
    a.send(new byte[UdpPort.MAX_DATAGRAM + 1], 5000, b.address());
    a.send(new byte[UdpPort.MAX_DATAGRAM], 5000, b.address());
    a.send(new byte[9000], 9000, b.address());
    a.send(new byte[1], 1, b.address());
    assertEquals(UdpPort.MAX_DATAGRAM, b.receiver().next().bytes().length);
    assertEquals(1, b.receiver().next().bytes().length);
    b.onLoop(0, () -> assertEquals(2, b.port().truncatedDatagrams()));
    b.onLoop(0, () -> assertEquals(2, b.port().receivedDatagrams()));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void buffersOfTheHeapAreSentAsWell(Kind kind) throws Exception {
    Side a = open(kind, 1);
    Side b = open(kind, 1);
    byte[] bytes = RecordingReceiver.bytes(9, 300);
    a.onLoop(
        0,
        () -> {
          a.port().send(Unpooled.wrappedBuffer(bytes), 100, 200, 200, b.address(), false);
          a.port().flush();
        });
    assertArrayEquals(Arrays.copyOfRange(bytes, 100, 300), b.receiver().next().bytes());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void closedPortsCanBeOpenedAgainAndTakeNothing(Kind kind) throws Exception {
    Side a = open(kind, 2);
    InetSocketAddress local = a.ports.local();
    a.ports.close();
    a.ports.close();
    ByteBuf buffer = direct(new byte[10]);
    a.onLoop(
        0,
        () -> {
          a.port().send(buffer, 0, 10, 10, RemoteAddress.of(local), false);
          a.port().flush();
          assertFalse(a.port().congested());
        });
    buffer.release();
    openAgain(kind, local);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void closingAfterTheLoopsHaveEndedDoesNotWaitForThem(Kind kind) throws Exception {
    Side a = open(kind, 2);
    a.loops.close();
    assertTimeoutPreemptively(Duration.ofSeconds(10), a.ports::close);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aFaultOfTheReceiverCostsItsDatagramAlone(Kind kind) throws Exception {
    Side a = open(kind, 1);
    RecordingReceiver recorder = new RecordingReceiver();
    UdpReceiver faulty =
        new UdpReceiver() {
          @Override
          public void onDatagram(RemoteAddress from, ByteBuf content) {
            if (content.readableBytes() == 2) {
              throw new IllegalStateException("as it is meant to be");
            }
            recorder.onDatagram(from, content);
          }

          @Override
          public void onBatchEnd() {
            recorder.onBatchEnd();
          }

          @Override
          public void onSendError(int errno) {}

          @Override
          public void onWritable() {}
        };
    try (NetworkLoops loops = NetworkLoops.start("media-loop", 1, kind.loops());
        UdpPorts ports =
            UdpPorts.open(
                loops,
                new InetSocketAddress(kind.loopback(), 0),
                kind.options(),
                (_, _) -> faulty)) {
      ByteBuf buffer = direct(new byte[10]);
      RemoteAddress to = RemoteAddress.of(ports.local());
      a.onLoop(
          0,
          () -> {
            for (int length = 1; length < 5; length++) {
              a.port().send(buffer, 0, length, length, to, false);
            }
            a.port().flush();
          });
      buffer.release();
      assertEquals(List.of(1, 3, 4), recorder.next(3).stream().map(d -> d.bytes().length).toList());
      await(() -> recorder.batches.get() > 0);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aReceiverMayCloseItsPort(Kind kind) throws Exception {
    assumeTrue(kind.way() == Way.NIO || Epoll.isAvailable(), "no native epoll here");
    NetworkLoops loops = NetworkLoops.start("media-loop", 1, kind.loops());
    closing.add(loops);
    CompletableFuture<Integer> got = new CompletableFuture<>();
    UdpPorts ports =
        UdpPorts.open(
            loops,
            new InetSocketAddress(kind.loopback(), 0),
            kind.options(),
            (port, _) ->
                new UdpReceiver() {
                  @Override
                  public void onDatagram(RemoteAddress from, ByteBuf content) {
                    port.close();
                    got.complete(content.readableBytes());
                  }

                  @Override
                  public void onBatchEnd() {}

                  @Override
                  public void onSendError(int errno) {}

                  @Override
                  public void onWritable() {}
                });
    Side a = open(kind, 1);
    byte[] run = new byte[500];
    a.send(run, 100, RemoteAddress.of(ports.local()));
    assertEquals(100, got.get(10, TimeUnit.SECONDS));
    ports.close();
    openAgain(kind, ports.local());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void thePathIsToldInWords(Kind kind) throws Exception {
    Side a = open(kind, 2);
    String segments =
        kind.segmentation() && kind.way() != Way.NIO ? "segmented sends" : "no segmented sends";
    assertEquals(
        switch (kind.way()) {
          case DIRECT -> "direct recvmmsg and sendmmsg, " + segments + ", 2 sockets";
          case EPOLL -> "Netty epoll, " + segments + ", 2 sockets (no direct calls: switched off)";
          case NIO -> "Netty NIO, " + segments + ", one socket (no direct calls: switched off)";
        },
        a.ports.path());
  }

  /** NIO lets go of a closed channel's port when its selector looks at it next. */
  private void openAgain(Kind kind, InetSocketAddress local) throws Exception {
    await(
        () -> {
          try {
            return new Side(kind, 2, local.getPort()).ports.local().equals(local);
          } catch (BindException e) {
            return false;
          }
        });
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!condition.holds()) {
      assertTrue(System.nanoTime() - deadline < 0, "not within ten seconds");
      LockSupport.parkNanos(1_000_000);
    }
  }
}
