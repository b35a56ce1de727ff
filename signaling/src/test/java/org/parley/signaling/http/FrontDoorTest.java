package org.parley.signaling.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.signaling.config.Cidr;
import org.parley.signaling.config.ServerConfig;
import org.parley.signaling.config.TlsConfig;

class FrontDoorTest {
  private static final TlsConfig PLAIN = new TlsConfig(TlsConfig.Mode.OFF, null, null);
  private static final byte[] STUN_BINDING = {
    0, 1, 0, 0, 0x21, 0x12, (byte) 0xA4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
  };

  private final CountDownLatch release = new CountDownLatch(1);
  private final Routes routes =
      new Routes()
          .get("/hello", request -> text("hello"))
          .get(
              "/slow",
              request -> {
                await(release);
                return text("slow");
              })
          .get("/bad", request -> text("x").thenApply(r -> r.with("X-Bad", "a\r\nInjected: b")))
          .get(
              "/broken",
              request -> {
                throw new IllegalStateException("secret detail");
              })
          .get("/arrival", request -> text(request.arrival() + " " + request.headers()))
          .post(
              "/whip/{room}",
              request ->
                  text(
                      request.parameter("room")
                          + " "
                          + request.query().get("name")
                          + " "
                          + request.body().length));
  private FrontDoor door = TestDoor.open(routes);

  FrontDoorTest() throws DoorException {}

  @BeforeEach
  void doorIsOpen() {
    assertTrue(door.address().getPort() > 0);
  }

  @AfterEach
  void close() {
    release.countDown();
    door.close();
  }

  @Test
  void answersRequestsOnOneConnection() throws Exception {
    try (Wire wire = new Wire(door.address())) {
      for (int i = 0; i < 3; i++) {
        String response = wire.send(get("/hello")).response();
        assertTrue(response.startsWith("HTTP/1.1 200 OK\r\n"), response);
        assertTrue(response.endsWith("\r\n\r\nhello"), response);
        assertTrue(response.contains("X-Content-Type-Options: nosniff"), response);
        assertFalse(response.contains("Strict-Transport-Security"), response);
      }
    }
    assertEquals(3, door.counters().requests());
    assertEquals(1, door.counters().acceptedConnections());
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    try (Wire wire = new Wire(door.address())) {
      wire.send(get("/slow") + get("/hello") + get("/none") + get("/hello"));
      release.countDown();
      assertTrue(wire.response().endsWith("slow"));
      assertTrue(wire.response().endsWith("hello"));
      assertTrue(wire.response().startsWith("HTTP/1.1 404 "));
      assertTrue(wire.response().endsWith("hello"));
    }
  }

  @Test
  void headHasTheLengthWithoutTheBody() throws Exception {
    try (Wire wire = new Wire(door.address())) {
      String header = wire.send(get("/hello").replace("GET", "HEAD")).header();
      assertTrue(header.contains("content-length: 5\r\n"), header);
      assertTrue(wire.send(get("/hello")).response().endsWith("\r\n\r\nhello"));
    }
  }

  @Test
  void pathAndQueryAreDecoded() throws Exception {
    try (Wire wire = new Wire(door.address())) {
      String response =
          wire.send(
                  "POST /whip/r%2Fo%C3%B6m?name=Ann%20Lee+x&name=2 HTTP/1.1\r\nHost: a\r\n"
                      + "Content-Length: 3\r\n\r\nabc")
              .response();
      assertTrue(response.endsWith("\r\n\r\nr/o\u00c3\u00b6m Ann Lee x 3"), response);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET /none HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n                          | 404 | not-found
          POST /hello HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 0\\r\\n\\r\\n | 405 | method-not-allowed
          GET /whip/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n                         | 404 | not-found
          GET /bad HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n                           | 500 | internal
          GET /broken HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n                        | 500 | internal
          GET /hello HTTP/1.1\\r\\n\\r\\n                                      | 400 | bad-request
          GET /hello HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n            | 400 | bad-request
          GET hello HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n                          | 400 | bad-request
          GET /%zz HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n                           | 400 | bad-request
          GET /%ff HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n                           | 400 | bad-request
          GET /../etc/passwd HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n                 | 400 | bad-request
          GET /%2e%2e/x HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n                      | 400 | bad-request
          NONSENSE\\r\\n\\r\\n                                                 | 400 | bad-request
          """)
  void errorsAreProblemDetails(String request, int status, String code) throws Exception {
    try (Wire wire = new Wire(door.address())) {
      String response =
          wire.send(request.strip().replace("\\r", "\r").replace("\\n", "\n")).response();
      assertTrue(response.startsWith("HTTP/1.1 " + status + " "), response);
      assertTrue(response.contains("Content-Type: application/problem+json"), response);
      assertTrue(response.contains("\"code\":\"" + code + "\""), response);
      assertFalse(response.contains("secret detail"), response);
      assertFalse(response.contains("Injected"), response);
      assertEquals(status == 405, response.contains("Allow: GET, HEAD"), response);
    }
  }

  @Test
  void whatIsTooBigIsRefused() throws Exception {
    String big = "a".repeat(9_000);
    expect(414, "GET /" + big + " HTTP/1.1\r\nHost: a\r\n\r\n");
    expect(431, "GET /hello HTTP/1.1\r\nHost: a\r\nX: " + big + "\r\n\r\n");
    expect(413, "POST /whip/a HTTP/1.1\r\nHost: a\r\nContent-Length: 131073\r\n\r\n");
    expect(
        413,
        "POST /whip/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
            + ("2000\r\n" + "b".repeat(0x2000) + "\r\n").repeat(17));
    assertEquals(4, door.counters().malformedRequests());
  }

  private void expect(int status, String request) throws Exception {
    try (Wire wire = new Wire(door.address())) {
      String response = wire.send(request).response();
      assertTrue(response.startsWith("HTTP/1.1 " + status + " "), response);
      assertTrue(wire.isClosedByServer());
    }
  }

  @Test
  void slowHeadersAreCutOffHoweverTheyDrip() throws Exception {
    long began = System.nanoTime();
    try (Wire silent = new Wire(door.address());
        Wire half = new Wire(door.address())) {
      half.send("GET /hello HTTP/1.1\r\nHos");
      assertTrue(half.isClosedByServer());
      assertTrue(silent.isClosedByServer());
    }
    assertTrue(System.nanoTime() - began < Duration.ofSeconds(3).toNanos());
    assertEquals(2, door.counters().timedOutConnections());
  }

  @Test
  void slowBodiesAndIdleConnectionsAreCutOff() throws Exception {
    try (Wire body = new Wire(door.address());
        Wire idle = new Wire(door.address())) {
      idle.send(get("/hello")).response();
      body.send("POST /whip/a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
      assertTrue(body.isClosedByServer());
      assertTrue(idle.isClosedByServer());
    }
    assertEquals(1, door.counters().timedOutConnections());
  }

  @Test
  void connectionsAreLimited() throws Exception {
    try (FrontDoor small = TestDoor.open(routes, StreamAcceptor.NONE, PLAIN, 1);
        Wire first = new Wire(small.address())) {
      first.send(get("/hello")).response();
      try (Wire second = new Wire(small.address())) {
        assertTrue(second.isClosedByServer());
      }
      assertEquals(1, small.counters().connectionsOverLimit());
    }
  }

  @Test
  void stunOverTcpIsRefusedAndCountedWhenNobodyTakesIt() throws Exception {
    try (Wire wire = new Wire(door.address())) {
      wire.send(STUN_BINDING);
      assertTrue(wire.isClosedByServer());
    }
    assertEquals(1, door.counters().refusedStreams());
  }

  @Test
  void forwardedHeadersOfStrangersAreDropped() throws Exception {
    try (Wire wire = new Wire(door.address())) {
      String response = wire.send(forwarded("203.0.113.9", "https", "example.org")).response();
      assertTrue(response.contains("client=/127.0.0.1:"), response);
      assertTrue(
          response.contains("reachedBy=/127.0.0.1, host=example.org, secure=false"), response);
      assertTrue(response.endsWith("[Host, content-length]"), response);
    }
  }

  @Test
  void forwardedHeadersOfTrustedProxiesAreBelieved() throws Exception {
    Cidr loopback = new Cidr(InetAddress.ofLiteral("127.0.0.0"), 8);
    try (FrontDoor proxied = TestDoor.openBehindProxy(routes, loopback);
        Wire wire = new Wire(proxied.address())) {
      String named =
          wire.send(forwarded("6.6.6.6, 203.0.113.9, 127.0.0.2", "https", "example.org"))
              .response();
      assertTrue(named.contains("client=/203.0.113.9:0"), named);
      assertTrue(named.contains("reachedBy=null, host=example.org, secure=true"), named);
      String literal = wire.send(forwarded("2001:db8::1", "http", "127.0.0.1:80")).response();
      assertTrue(literal.contains("client=/[2001:db8:0:0:0:0:0:1]:0"), literal);
      assertTrue(
          literal.contains("reachedBy=/127.0.0.1, host=127.0.0.1:80, secure=false"), literal);
    }
  }

  @Test
  void drainingRefusesWhatIsNewAndKeepsTheRest() throws Exception {
    door.drain();
    try (Wire wire = new Wire(door.address())) {
      String post =
          wire.send("POST /whip/a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").response();
      assertTrue(post.startsWith("HTTP/1.1 503 "), post);
      assertTrue(post.contains("Retry-After: 5"), post);
      assertTrue(post.contains("\"code\":\"shutting-down\""), post);
    }
    try (Wire wire = new Wire(door.address())) {
      assertTrue(wire.send(get("/hello")).response().startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  void aTakenPortSaysSo() {
    ServerConfig taken =
        new ServerConfig(
            new InetSocketAddress(door.address().getAddress(), door.address().getPort()),
            PLAIN,
            List.of(),
            List.of(),
            Duration.ZERO);
    DoorException refused =
        assertThrows(
            DoorException.class,
            () ->
                FrontDoor.open(
                    new DoorOptions(taken, 1, DoorTimers.standard()), routes, StreamAcceptor.NONE));
    assertTrue(String.valueOf(refused.getMessage()).startsWith("server.listen: "));
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  private static String forwarded(String addresses, String protocol, String host) {
    return "GET /arrival HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: %s\r\nX-Forwarded-Proto: %s\r\n\r\n"
        .formatted(host, addresses, protocol);
  }

  private static CompletableFuture<HttpResponse> text(String text) {
    return CompletableFuture.completedFuture(HttpResponse.of(200, "text/plain", text));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(5, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
