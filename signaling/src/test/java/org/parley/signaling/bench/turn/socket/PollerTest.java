package org.parley.signaling.bench.turn.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class PollerTest {
  private static final int PATIENCE_MILLIS = 1_000;

  private final List<String> read = new ArrayList<>();
  private final List<Long> arrivals = new ArrayList<>();
  private boolean ended;

  private void onReadable(Inbox inbox, int count) {
    ended = count == 0;
    for (int i = 0; i < count; i++) {
      read.add(inbox.content(i).toString(US_ASCII));
      arrivals.add(inbox.arrivedNanos(i));
    }
  }

  private static ByteBuf bytes(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void datagramsComeWithTheKernelsTime(String host) throws Exception {
    try (Poller poller = new Poller()) {
      InetAddress loopback = InetAddress.ofLiteral(host);
      Socket receiver = poller.datagrams(loopback, this::onReadable);
      Socket sender = poller.datagrams(loopback, this::onReadable);
      sender.connect(receiver.local());
      ByteBuf message = bytes("-one-");
      long before = poller.wallNanos();
      assertEquals(3, sender.send(message, 1, 3));
      assertEquals(5, sender.send(message, 0, 5));
      long sent = poller.wallNanos();
      assertEquals(1, poller.poll(PATIENCE_MILLIS));
      assertEquals(List.of("one", "-one-"), read);
      for (long arrived : arrivals) {
        assertTrue(arrived >= before && arrived <= sent, "arrived while it was sent, on loopback");
      }
      assertEquals(0, poller.poll(0));
      message.release();
    }
  }

  @Test
  void aConnectionEnds() throws Exception {
    try (Poller poller = new Poller();
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Socket client =
          poller.stream((InetSocketAddress) server.getLocalSocketAddress(), this::onReadable);
      try (java.net.Socket accepted = server.accept()) {
        ByteBuf hello = bytes("hello");
        assertEquals(5, client.send(hello, 0, 5));
        hello.release();
        assertEquals("hello", new String(accepted.getInputStream().readNBytes(5), US_ASCII));
        accepted.getOutputStream().write("you".getBytes(US_ASCII));
        poller.poll(PATIENCE_MILLIS);
        assertEquals(List.of("you"), read);
      }
      poller.poll(PATIENCE_MILLIS);
      assertTrue(ended);
      poller.close(client);
      assertFalse(client.isOpen());
    }
  }

  @Test
  void aClosedSocketsPlaceIsTakenByAnother() throws Exception {
    try (Poller poller = new Poller()) {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      poller.close(poller.datagrams(loopback, (inbox, count) -> read.add("closed")));
      Socket receiver = poller.datagrams(loopback, this::onReadable);
      receiver.connect(receiver.local());
      ByteBuf message = bytes("self");
      receiver.send(message, 0, 4);
      poller.poll(PATIENCE_MILLIS);
      assertEquals(List.of("self"), read);
      message.release();
    }
  }

  @Test
  void sleepsUntilASetTime() throws Exception {
    try (Poller poller = new Poller()) {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2);
      poller.sleepUntil(until);
      assertTrue(System.nanoTime() - until >= 0);
    }
  }
}
