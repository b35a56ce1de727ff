package org.parley.signaling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.signaling.http.FrontDoor;
import org.parley.signaling.http.Routes;
import org.parley.signaling.http.TestDoor;
import org.parley.signaling.http.Wire;

class WebSocketTest {
  private static final int MESSAGE_BYTES = 64 * 1024;

  private final LinkedBlockingQueue<SocketContext> opened = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<String> closed = new LinkedBlockingQueue<>();
  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger received = new AtomicInteger();
  private final WebSocketUpgrade upgrade =
      new WebSocketUpgrade(
          new SocketOptions(
              "parley.v1",
              MESSAGE_BYTES,
              1 << 20,
              Duration.ofSeconds(2),
              List.of("https://app.example.org")),
          this::open);
  private final FrontDoor door = TestDoor.open(new Routes().upgrade("/ws", upgrade));

  WebSocketTest() throws Exception {}

  @AfterEach
  void close() {
    go.countDown();
    door.close();
  }

  @Test
  void messagesComeBackWholeHoweverTheyAreFragmented() throws Exception {
    Listener listener = new Listener();
    WebSocket client = connect(listener);
    assertEquals("parley.v1", client.getSubprotocol());

    client.sendText("one", true).join();
    client.sendText("tw", false).join();
    client.sendPing(ByteBuffer.wrap(new byte[] {1})).join();
    client.sendText("\u00f6", false).join();
    client.sendText("!", true).join();
    String big = "x".repeat(MESSAGE_BYTES);
    client.sendText(big, true).join();

    assertEquals("one", listener.take());
    assertEquals("tw\u00f6!", listener.take());
    assertEquals(big, listener.take());
    client.sendClose(1000, "done").join();
    assertEquals("1000 done", closed.poll(5, TimeUnit.SECONDS));
    assertEquals(0, upgrade.counters().openSockets());
  }

  @Test
  void theSessionKnowsHowTheClientCame() throws Exception {
    connect(new Listener());
    SocketContext context = opened.take();
    assertTrue(context.client().getAddress().isLoopbackAddress());
    assertEquals(door.address().getAddress(), context.reachedBy());
    assertEquals("localhost:" + door.address().getPort(), context.host());
    assertFalse(context.secure());
  }

  @Test
  void ourCloseReachesTheClient() throws Exception {
    Listener listener = new Listener();
    connect(listener);
    SocketContext context = opened.take();
    context.send("last words");
    context.close(1008, "r".repeat(200));
    context.send("too late");
    assertEquals("last words", listener.take());
    assertEquals("closed 1008 " + "r".repeat(123), listener.take());
    assertEquals("1008 " + "r".repeat(123), closed.poll(5, TimeUnit.SECONDS));
  }

  @Test
  void abruptAndSilentClientsAreNoticed() throws Exception {
    raw().close();
    assertEquals("1006 ", closed.poll(5, TimeUnit.SECONDS));
    try (Wire silent = raw()) {
      assertTrue(silent.isClosedByServer());
    }
    assertEquals("1006 ", closed.poll(5, TimeUnit.SECONDS));
  }

  @Test
  void oneHugeHeaderEndsThatConnectionOnly() throws Exception {
    try (Wire wire = raw()) {
      wire.send(Frames.header(Frames.FIN | Frames.TEXT, Integer.MAX_VALUE - 100L));
      assertEquals(CloseCodes.TOO_BIG, closeCode(wire));
    }
    assertEquals("1009 message too big", closed.poll(5, TimeUnit.SECONDS));
    messagesComeBackWholeHoweverTheyAreFragmented();
    assertEquals(1, upgrade.counters().violations());
  }

  @Test
  void aFloodOfContinuationsIsCutOff() throws Exception {
    try (Wire wire = raw()) {
      wire.send(Frames.frame(Frames.TEXT, new byte[1000]));
      for (int i = 0; i < 64; i++) {
        wire.send(Frames.frame(Frames.CONTINUATION, new byte[1000]));
      }
      assertEquals(CloseCodes.TOO_BIG, closeCode(wire));
    }
    assertEquals(0, received.get());
  }

  @Test
  void wrongTextIsRefused() throws Exception {
    try (Wire wire = raw()) {
      wire.send(Frames.frame(Frames.FIN | Frames.TEXT, new byte[] {(byte) 0xC3, 0x28}));
      assertEquals(1007, closeCode(wire));
    }
    try (Wire wire = raw()) {
      wire.send(Frames.frame(Frames.FIN | Frames.BINARY, new byte[3]));
      assertEquals(CloseCodes.UNACCEPTABLE_DATA, closeCode(wire));
    }
  }

  @Test
  void framesRightBehindTheHandshakeArrive() throws Exception {
    try (Wire wire = new Wire(door.address())) {
      wire.send(handshake("", "parley.v1"));
      wire.header();
      wire.send(Frames.text("hello"));
      assertEquals("hello", new String(wire.read(7), 2, 5, StandardCharsets.UTF_8));
    }
  }

  @Test
  void aClientThatDoesNotReadIsClosed() throws Exception {
    try (Wire wire = raw()) {
      SocketContext context = opened.take();
      String big = "y".repeat(60_000);
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (upgrade.counters().slowClients() == 0 && System.nanoTime() - deadline < 0) {
        context.send(big);
      }
      assertEquals("1006 ", closed.poll(5, TimeUnit.SECONDS));
      assertEquals(1, upgrade.counters().slowClients());
      assertTrue(wire.isClosedByServer());
    }
  }

  @Test
  void aSessionThatFallsBehindSlowsItsClientOnly() throws Exception {
    try (Wire wire = raw()) {
      wire.send(Frames.text("wait"));
      byte[] message = Frames.text("m".repeat(1000));
      for (int i = 0; i < 500; i++) {
        wire.send(message);
      }
      go.countDown();
      for (int i = 0; i < 500; i++) {
        wire.read(4 + 1000);
      }
      wire.send(Frames.frame(Frames.FIN | Frames.CLOSE, new byte[] {3, (byte) 0xE8}));
      assertEquals("1000 ", closed.poll(5, TimeUnit.SECONDS));
    }
    assertEquals(501, received.get());
  }

  @Test
  void aFailingSessionClosesItsSocket() throws Exception {
    Listener listener = new Listener();
    WebSocket client = connect(listener);
    client.sendText("fail", true).join();
    assertEquals("closed 1011 internal", listener.take());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          101 |                                     | parley.v1
          101 |                                     | other, parley.v1
          101 | Origin: http://localhost:PORT       | parley.v1
          101 | Origin: HTTPS://App.Example.org     | parley.v1
          403 | Origin: http://localhost:1          | parley.v1
          403 | Origin: http://localhost.evil:PORT  | parley.v1
          403 | Origin: https://evil.example        | parley.v1
          403 | Origin: null                        | parley.v1
          400 |                                     | other
          400 |                                     | PARLEY.V1
          426 | Sec-WebSocket-Version: 8            | parley.v1
          400 | Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ== | parley.v1
          """)
  void handshakesAreChecked(int status, @Nullable String header, String subprotocol)
      throws Exception {
    try (Wire wire = new Wire(door.address())) {
      String extra = header == null ? "" : header.replace("PORT", "" + door.address().getPort());
      wire.send(handshake(extra, subprotocol));
      String answer = wire.header();
      assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
      assertEquals(
          status == 101, answer.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
      assertFalse(answer.contains("TooTallNate"), answer);
      assertFalse(answer.contains("Sec-WebSocket-Extensions"), answer);
    }
  }

  @Test
  void aHalfHandshakeIsCutOff() throws Exception {
    try (Wire wire = new Wire(door.address())) {
      wire.send("GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n");
      assertTrue(wire.isClosedByServer());
    }
  }

  @Test
  void withoutAnUpgradeTheAddressSaysWhatItIsFor() throws Exception {
    try (Wire wire = new Wire(door.address())) {
      String answer = wire.send("GET /ws HTTP/1.1\r\nHost: a\r\n\r\n").response();
      assertTrue(answer.startsWith("HTTP/1.1 426 "), answer);
    }
  }

  @Test
  void drainingRefusesNewSocketsAndKeepsTheOthers() throws Exception {
    Listener listener = new Listener();
    WebSocket client = connect(listener);
    door.drain();
    try (Wire wire = new Wire(door.address())) {
      assertTrue(wire.send(handshake("", "parley.v1")).header().startsWith("HTTP/1.1 503 "));
    }
    client.sendText("still here", true).join();
    assertEquals("still here", listener.take());
  }

  private SocketSession open(SocketContext context) {
    opened.add(context);
    return new SocketSession() {
      @Override
      public void onText(String text) {
        received.incrementAndGet();
        switch (text) {
          case "wait" -> await(go);
          case "fail" -> throw new IllegalStateException("as asked");
          default -> context.send(text);
        }
      }

      @Override
      public void onClosed(int code, String reason) {
        closed.add(code + " " + reason);
      }
    };
  }

  private WebSocket connect(Listener listener) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .subprotocols("parley.v1")
        .buildAsync(URI.create("ws://localhost:" + door.address().getPort() + "/ws"), listener)
        .join();
  }

  private Wire raw() throws IOException {
    Wire wire =
        new Wire(new InetSocketAddress(door.address().getAddress(), door.address().getPort()));
    wire.send(handshake("", "parley.v1"));
    assertTrue(wire.header().startsWith("HTTP/1.1 101 "));
    return wire;
  }

  private String handshake(String extra, String subprotocol) {
    String version = extra.contains("Version") ? "" : "Sec-WebSocket-Version: 13\r\n";
    return """
        GET /ws HTTP/1.1\r
        Host: localhost:%d\r
        Upgrade: websocket\r
        Connection: keep-alive, Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Protocol: %s\r
        Sec-WebSocket-Extensions: permessage-deflate\r
        %s%s\r
        """
        .formatted(
            door.address().getPort(), subprotocol, version, extra.isEmpty() ? "" : extra + "\r\n");
  }

  private static int closeCode(Wire wire) throws IOException {
    byte[] header = wire.read(2);
    assertEquals(0x88, header[0] & 0xFF);
    byte[] payload = wire.read(header[1]);
    return (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(5, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Listener implements WebSocket.Listener {
    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();

    String take() throws InterruptedException {
      String event = events.poll(5, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("Nothing came");
      }
      return event;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        events.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      events.add("closed " + code + " " + reason);
      return null;
    }
  }
}
