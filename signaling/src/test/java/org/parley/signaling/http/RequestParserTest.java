package org.parley.signaling.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {
  private final Routes routes =
      new Routes()
          .get("/", request -> answer())
          .get("/r/{room}", request -> answer())
          .post("/whep/{room}/{name}", request -> answer())
          .get("/files/{path...}", request -> answer());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /                       | /         | {}
          /r/a%20b                | /r/a b    | {}
          /r/a+b?x=a+b            | /r/a+b    | {x=a b}
          /?a=1&b&a=2&&c==        | /         | {a=1, b=, c==}
          http://h:1/r/x?y=%C3%A4 | /r/x      | {y=ä}
          https://h               | /         | {}
          """)
  void readsTargets(String target, String path, String query) {
    RequestParser.Target parsed = RequestParser.parse(target);
    assertNotNull(parsed);
    assertEquals(path, parsed.path());
    assertEquals(query, parsed.query().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "r/x",
        "ftp://h/",
        "/%",
        "/%4",
        "/%g1",
        "/%C3",
        "/a/../b",
        "/%2E",
        "/%00",
        "/?%"
      })
  void malformedTargetsAreNothing(String target) {
    assertNull(RequestParser.parse(target));
  }

  @Test
  void templatesMatchSegmentBySegment() {
    assertEquals(Map.of("room", "a/b"), found("GET", List.of("r", "a/b")));
    assertEquals(Map.of("room", "x", "name", "y"), found("POST", List.of("whep", "x", "y")));
    assertEquals(Map.of("path", "a/b"), found("GET", List.of("files", "a", "b")));
    assertEquals(Map.of(), found("HEAD", List.of("")));
    assertEquals(new Routes.Match.NotFound(), routes.match("GET", List.of("r")));
    assertEquals(new Routes.Match.NotFound(), routes.match("GET", List.of("r", "")));
    assertEquals(
        new Routes.Match.MethodNotAllowed("POST"), routes.match("GET", List.of("whep", "x", "y")));
    assertEquals(
        new Routes.Match.MethodNotAllowed("GET, HEAD"), routes.match("PUT", List.of("r", "x")));
  }

  @FuzzTest
  void neverThrows(byte[] bytes) {
    String target = new String(bytes, StandardCharsets.ISO_8859_1);
    RequestParser.Target parsed = RequestParser.parse(target);
    if (parsed != null) {
      assertTrue(parsed.path().startsWith("/"));
      assertTrue(!parsed.segments().contains(".."));
      routes.match("GET", parsed.segments());
    }
  }

  private Map<String, String> found(String method, List<String> segments) {
    return switch (routes.match(method, segments)) {
      case Routes.Match.Found(HttpHandler _, Map<String, String> parameters) -> parameters;
      case Routes.Match other -> throw new AssertionError(other.toString());
    };
  }

  private static CompletableFuture<HttpResponse> answer() {
    return CompletableFuture.completedFuture(HttpResponse.of(200));
  }
}
