package org.parley.net.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.net.loop.NetworkLoop;
import org.parley.net.loop.NetworkLoops;

/** Sockets that share memory, by Linux's calls. */
@NullMarked
@Timeout(30)
class UdpHubTest {
  private static final UdpHub.Room ROOM = new UdpHub.Room(48, 3);

  private final NetworkLoops loops = NetworkLoops.start("turn-loop", 1);
  private final NetworkLoop loop = loops.loops().getFirst();

  @AfterEach
  void close() {
    loops.close();
  }

  private UdpHub open() throws IOException {
    assumeTrue(Epoll.isAvailable(), "no native epoll here");
    assertEquals("", DirectCalls.onThisMachine().obstacle());
    return UdpHub.open(loops.kind(), loop, ROOM, UdpOptions.BEST, () -> {});
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  /** Answers each datagram from the same memory, with a byte put before it. */
  private static final class Echo implements HubReceiver {
    private HubSocket socket = NOWHERE;

    @Override
    public void onDatagram(RemoteAddress from, ByteBuf content) {
      content.readerIndex(content.readerIndex() - 1);
      content.setByte(content.readerIndex(), 0x55);
      send(socket, content, from.toInetSocketAddress());
    }

    @Override
    public void onIcmp(RemoteAddress to, int type, int code, int data) {}
  }

  private static final HubSocket NOWHERE =
      new HubSocket() {
        @Override
        public InetSocketAddress local() {
          return loopback(0);
        }

        @Override
        public void send(
            ByteBuf buffer, int offset, int length, RemoteAddress to, boolean dontFragment) {}

        @Override
        public void close() {}
      };

  private static void send(HubSocket from, ByteBuf content, InetSocketAddress to) {
    from.send(content, content.readerIndex(), content.readableBytes(), RemoteAddress.of(to), false);
  }

  private Echo echo(UdpHub hub, SocketUse use) throws IOException {
    return loop.call(
        () -> {
          Echo echo = new Echo();
          echo.socket = hub.bind(loopback(0), use, echo);
          return echo;
        });
  }

  @Test
  void datagramsOfAllSizesAreAnsweredInPlace() throws Exception {
    try (UdpHub hub = open();
        DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      Echo echo = echo(hub, SocketUse.RELAY);
      socket.setSoTimeout(5_000);
      for (int size : new int[] {0, 1, 1_500, 20_000, 65_506}) {
        socket.send(new DatagramPacket(new byte[size], size, echo.socket.local()));
        DatagramPacket answer = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(answer);
        assertEquals(size + 1, answer.getLength());
        assertEquals(0x55, answer.getData()[0]);
      }
    }
  }

  @Test
  void whatIsRefusedCostsTheOthersNothing() throws Exception {
    try (UdpHub hub = open();
        DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      Echo echo = echo(hub, SocketUse.RELAY);
      ByteBuf bytes = Unpooled.directBuffer(100).writeZero(100);
      ByteBuf large = Unpooled.directBuffer(65_530).writeZero(65_530);
      loop.call(
          () -> {
            hub.wakeUp();
            InetSocketAddress good = loopback(socket.getLocalPort());
            send(echo.socket, bytes, good);
            // Broadcasting is not allowed to the socket.
            send(echo.socket, bytes, new InetSocketAddress("255.255.255.255", 9));
            send(echo.socket, bytes, good);
            // Port 0 is none.
            send(echo.socket, bytes, loopback(0));
            send(echo.socket, bytes, good);
            // More than UDP can carry.
            send(echo.socket, large, good);
            send(echo.socket, bytes, good);
            // The other family.
            send(echo.socket, bytes, new InetSocketAddress("::1", 9));
            send(echo.socket, bytes, good);
            return hub;
          });
      assertEquals(5, arrived(socket));
      assertEquals(5, hub.count(HubCount.SENT));
      assertEquals(4, hub.count(HubCount.FAILED));
      bytes.release();
      large.release();
    }
  }

  private static int arrived(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(300);
    for (int count = 0; ; count++) {
      try {
        socket.receive(new DatagramPacket(new byte[100], 100));
      } catch (SocketTimeoutException e) {
        return count;
      }
    }
  }

  @Test
  void icmpErrorsAreHandedUp() throws Exception {
    LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    HubReceiver listener =
        new HubReceiver() {
          @Override
          public void onDatagram(RemoteAddress from, ByteBuf content) {}

          @Override
          public void onIcmp(RemoteAddress to, int type, int code, int data) {
            told.add(to + " " + type + " " + code + " " + data);
          }
        };
    for (String host : List.of("127.0.0.1", "::1")) {
      try (UdpHub hub = open()) {
        InetAddress address = InetAddress.ofLiteral(host);
        InetSocketAddress closed;
        try (DatagramSocket gone = new DatagramSocket(0, address)) {
          closed = new InetSocketAddress(address, gone.getLocalPort());
        }
        ByteBuf bytes = Unpooled.directBuffer(10).writeZero(10);
        loop.call(
            () -> {
              hub.wakeUp();
              HubSocket socket =
                  hub.bind(new InetSocketAddress(address, 0), SocketUse.RELAY, listener);
              send(socket, bytes, closed);
              return socket;
            });
        String expected = address.getHostAddress().contains(":") ? " 1 4 0" : " 3 3 0";
        assertEquals(closed + expected, told.poll(5, TimeUnit.SECONDS));
        bytes.release();
      }
    }
  }

  /** Room is made by sending, which tells of ICMP, upon which the same address is used again. */
  @Test
  void anAddressMayBeUsedAgainWhileRoomIsMade() throws Exception {
    RemoteAddress to = new RemoteAddress();
    AtomicInteger told = new AtomicInteger();
    HubReceiver listener =
        new HubReceiver() {
          @Override
          public void onDatagram(RemoteAddress from, ByteBuf content) {}

          @Override
          public void onIcmp(RemoteAddress refused, int type, int code, int data) {
            told.incrementAndGet();
            to.set(refused.high(), refused.low(), refused.port(), refused.scope());
          }
        };
    InetSocketAddress closed;
    try (DatagramSocket gone = new DatagramSocket(loopback(0))) {
      closed = loopback(gone.getLocalPort());
    }
    try (UdpHub hub = open();
        DatagramSocket good = new DatagramSocket(loopback(0))) {
      ByteBuf bytes = Unpooled.directBuffer(10).writeZero(10);
      loop.call(
          () -> {
            hub.wakeUp();
            HubSocket socket = hub.bind(loopback(0), SocketUse.RELAY, listener);
            to.set(closed);
            for (int i = 0; i < Outbox.CAPACITY; i++) {
              socket.send(bytes, 0, 10, to, false);
            }
            assertEquals(0, told.get(), "nothing was sent yet");
            to.set(loopback(good.getLocalPort()));
            socket.send(bytes, 0, 10, to, false);
            assertTrue(told.get() > 0, "ICMP is heard of while room is made");
            return socket;
          });
      assertEquals(1, arrived(good));
      bytes.release();
    }
  }

  @Test
  void aTakenPortIsABindException() throws Exception {
    for (UdpOptions options : List.of(UdpOptions.BEST, new UdpOptions(false, true))) {
      try (UdpHub hub = UdpHub.open(loops.kind(), loop, ROOM, options, () -> {})) {
        Echo echo = echo(hub, SocketUse.RELAY);
        assertThrows(
            BindException.class,
            () -> loop.call(() -> hub.bind(echo.socket.local(), SocketUse.RELAY, echo)),
            hub.path());
      }
    }
  }

  @Test
  void manySocketsTakeTurnsInOneWakeUp() throws Exception {
    int many = 600;
    try (UdpHub hub = open();
        DatagramSocket socket = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      socket.setReceiveBufferSize(4 << 20);
      List<Echo> all = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        all.add(echo(hub, SocketUse.RELAY));
      }
      // While the loop is busy here, all of them become readable.
      loop.call(
          () -> {
            for (Echo echo : all) {
              for (int i = 0; i < 3; i++) {
                socket.send(new DatagramPacket(new byte[50], 50, echo.socket.local()));
              }
            }
            return all;
          });
      assertEquals(3 * many, arrived(socket));
      loop.call(
          () -> {
            all.forEach(echo -> echo.socket.close());
            return all;
          });
      assertTrue(hub.count(HubCount.WAKE_UPS) <= many, "woke up too often");
    }
  }
}
