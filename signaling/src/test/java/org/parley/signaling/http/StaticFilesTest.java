package org.parley.signaling.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class StaticFilesTest {
  private static final String SCRIPT = "console.log('parley');\n".repeat(100);
  private final Map<String, StaticFile> files =
      StaticFiles.of(
          Map.of(
              "index.html", "<!doctype html>".getBytes(StandardCharsets.UTF_8),
              "assets/app-1.js", SCRIPT.getBytes(StandardCharsets.UTF_8),
              "assets/app-1.js.br", new byte[] {1, 2, 3},
              "assets/two-2.js", SCRIPT.getBytes(StandardCharsets.UTF_8),
              "assets/unknown.exe", new byte[] {4}));

  @Test
  void onlyKnownTypesAreServed() {
    assertEquals(
        List.of("assets/app-1.js", "assets/two-2.js", "index.html"),
        files.keySet().stream().sorted().toList());
  }

  @Test
  void thePageIsCheckedEveryTimeAndHasAPolicy() {
    HttpResponse page = answer("index.html", Headers.none());
    assertEquals("no-cache", page.headers().first("Cache-Control").orElseThrow());
    assertEquals("text/html; charset=utf-8", page.headers().first("Content-Type").orElseThrow());
    String policy = page.headers().first("Content-Security-Policy").orElseThrow();
    assertTrue(policy.contains("script-src 'self';"), policy);
    assertTrue(!policy.contains("unsafe"), policy);
  }

  @Test
  void assetsAreImmutableAndCompressed() throws Exception {
    HttpResponse gzip = answer("assets/two-2.js", Headers.of("Accept-Encoding", "gzip, br"));
    assertEquals("gzip", gzip.headers().first("Content-Encoding").orElseThrow());
    assertEquals(
        "public, max-age=31536000, immutable", gzip.headers().first("Cache-Control").orElseThrow());
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip.body()))) {
      assertEquals(SCRIPT, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    HttpResponse brotli = answer("assets/app-1.js", Headers.of("Accept-Encoding", "gzip, br"));
    assertEquals("br", brotli.headers().first("Content-Encoding").orElseThrow());
    assertArrayEquals(new byte[] {1, 2, 3}, brotli.body());
    HttpResponse plain =
        answer("assets/app-1.js", Headers.of("Accept-Encoding", "br;q=0, gzip;q=0.0"));
    assertEquals(SCRIPT.length(), plain.body().length);
  }

  @Test
  void whatTheClientHasIsNotSentAgain() {
    Headers gzip = Headers.of("Accept-Encoding", "gzip");
    String tag = answer("assets/two-2.js", gzip).headers().first("ETag").orElseThrow();

    HttpResponse again = answer("assets/two-2.js", gzip.and("If-None-Match", "W/\"x\", " + tag));
    assertEquals(304, again.status());
    assertEquals(0, again.body().length);
    assertEquals(tag, again.headers().first("ETag").orElseThrow());
    assertEquals(200, answer("assets/two-2.js", Headers.of("If-None-Match", tag)).status());
  }

  @Test
  void theDoorServesThem() throws Exception {
    Routes routes = new Routes();
    StaticFiles.ofContents(Map.of("index.html", "page".getBytes(StandardCharsets.UTF_8)))
        .addTo(routes);
    try (FrontDoor door = TestDoor.open(routes);
        Wire wire = new Wire(door.address())) {
      for (String path : List.of("/", "/r/room", "/r/room?name=x&join")) {
        String response = wire.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").response();
        assertTrue(response.endsWith("\r\n\r\npage"), response);
        assertEquals(1, response.split("Content-Security-Policy", -1).length - 1, response);
      }
      assertTrue(
          wire.send("GET /index.html HTTP/1.1\r\nHost: a\r\n\r\n")
              .response()
              .startsWith("HTTP/1.1 404 "));
    }
  }

  private HttpResponse answer(String name, Headers headers) {
    StaticFile file = files.get(name);
    if (file == null) {
      throw new AssertionError(name);
    }
    return file.answer(
        new HttpRequest(
            "GET",
            "/" + name,
            Map.of(),
            Map.of(),
            headers,
            new byte[0],
            new Arrival(new InetSocketAddress(1), null, "", false, false)));
  }
}
