package org.parley.signaling.whip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.media.api.PeerEvent;
import org.parley.signaling.auth.AuthKey;
import org.parley.signaling.auth.Authenticator;
import org.parley.signaling.auth.Grants;
import org.parley.signaling.auth.TokenClaims;
import org.parley.signaling.auth.TokenIssuer;
import org.parley.signaling.http.Arrival;
import org.parley.signaling.http.Headers;
import org.parley.signaling.http.HttpRequest;
import org.parley.signaling.http.HttpResponse;
import org.parley.signaling.room.FakeMediaPlane;
import org.parley.signaling.room.Offers;
import org.parley.signaling.room.Population;
import org.parley.signaling.room.SignalingService;
import org.parley.signaling.room.TestService;

/** Requests to their responses, on rooms with a fake media plane. */
class WhipHandlerTest {
  private static final String PUBLISH = Offers.from("a").sdp("microphone camera");
  private static final String VIEW = Offers.from("b").sdp("audio video");
  private static final AuthKey KEY = new AuthKey("k", "0123456789abcdef0123456789abcdef");

  private final FakeMediaPlane plane = new FakeMediaPlane();
  private SignalingService service =
      TestService.on(plane, Authenticator.open(), TestService.limits());
  private WhipHandler handler = handler(Authenticator.open());

  private WhipHandler handler(Authenticator authenticator) {
    return new WhipHandler(
        new WhipHandler.Parts(
            service.http(), authenticator, TestService.ICE_SERVERS, TestService.INSTANTS));
  }

  @AfterEach
  void close() {
    service.close();
    assertEquals(0, plane.rooms());
  }

  @Test
  void publishing() throws Exception {
    HttpResponse created = publish("room", "Cam", PUBLISH);
    assertEquals(201, created.status());
    assertEquals("application/sdp", header(created, "Content-Type"));
    assertTrue(text(created).contains("a=ice-lite"), text(created));
    assertTrue(
        header(created, "Location").matches("/whip/room/[A-Za-z0-9_-]{32}"),
        header(created, "Location"));
    assertEquals("\"local1\"", header(created, "ETag"));
    assertEquals("application/trickle-ice-sdpfrag", header(created, "Accept-Patch"));
    assertEquals("*", header(created, "Access-Control-Allow-Origin"));
    assertTrue(header(created, "Access-Control-Expose-Headers").startsWith("Location, ETag, Link"));
    List<String> links = created.headers().all("Link");
    assertEquals("<stun:meet.example.org:3478>; rel=\"ice-server\"", links.get(0));
    assertTrue(
        links
            .get(1)
            .matches(
                "<turn:meet\\.example\\.org:3478\\?transport=udp>; rel=\"ice-server\";"
                    + " username=\"\\d+:[^\"]+\"; credential=\"[^\"]+\";"
                    + " credential-type=\"password\""),
        links.get(1));
    assertEquals(3, links.size());

    assertProblem(409, "name-taken", publish("room", "Cam", PUBLISH));
    assertEquals(200, delete(created).status());
    plane.awaitCommand("close room");
    assertProblem(404, "not-found", delete(created));
  }

  @Test
  void viewing() throws Exception {
    HttpResponse nobody = view("room", "Cam \"1\"", VIEW);
    assertProblem(404, "not-found", nobody);
    assertEquals("1", header(nobody, "Retry-After"));
    HttpResponse publisher = publish("room", "Cam \"1\"", PUBLISH);
    HttpResponse created = view("room", "Cam \"1\"", VIEW);
    assertEquals(201, created.status());
    assertTrue(
        header(created, "Location").matches("/whep/room/Cam%20%221%22/[A-Za-z0-9_-]{32}"),
        header(created, "Location"));
    assertEquals(new Population(1, 1), service.population());
    assertProblem(404, "not-found", view("room", "Bob", VIEW));
    assertEquals(200, delete(created).status());
    assertEquals(200, delete(publisher).status());
    plane.awaitCommand("close room");
  }

  @Test
  void dataChannelsBesideMediaOrAlone() throws Exception {
    HttpResponse both = publish("room", "Cam", Offers.from("a").sdp("microphone camera data"));
    assertEquals(201, both.status());
    assertTrue(text(both).contains("m=application 9 UDP/DTLS/SCTP webrtc-datachannel"), text(both));
    assertTrue(text(both).contains("a=group:BUNDLE 0 1 2\r\n"), text(both));
    HttpResponse alone = publish("room", "Game", Offers.from("b").sdp("data"));
    assertEquals(201, alone.status());
    assertTrue(text(alone).contains("a=sctp-port:5000\r\na=max-message-size:262144"), text(alone));
    HttpResponse viewer = view("room", "Game", Offers.from("c").sdp("data"));
    assertEquals(201, viewer.status());
    assertTrue(text(viewer).contains("a=setup:passive\r\n"), text(viewer));
    assertEquals(new Population(2, 1), service.population());
    HttpResponse restarted =
        patch(viewer, fragment("again", "0123456789abcdef01234567"), "If-Match", "*");
    assertEquals(200, restarted.status());
    assertTrue(text(restarted).contains("m=application 9 "), text(restarted));
    assertProblem(
        422,
        "bad-offer",
        publish(
            "room",
            "No",
            Offers.from("d").sdp("data").replace("a=sctp-port:5000", "a=sctp-port:0")));
    for (HttpResponse session : List.of(viewer, alone, both)) {
      assertEquals(200, delete(session).status());
    }
    plane.awaitCommand("close room");
  }

  @Test
  void publishersWithoutANameGetOne() throws Exception {
    assertEquals(201, publish("room", "", PUBLISH).status());
    assertEquals(201, publish("room", "", PUBLISH).status());
  }

  @Test
  void trickleAndRestart() throws Exception {
    HttpResponse created = publish("room", "Cam", PUBLISH);
    String candidate = "a=candidate:1 1 udp 1 192.0.2.9 5009 typ host\r\n";
    HttpResponse trickled =
        patch(created, fragment("ufraga", "") + candidate, "If-Match", "\"local1\"");
    assertEquals(204, trickled.status());
    assertEquals("*", header(trickled, "Access-Control-Allow-Origin"));
    assertEquals("candidate ufraga 5009", plane.awaitCommand("candidate"));
    assertProblem(
        412,
        "precondition-failed",
        patch(created, fragment("ufraga", "") + candidate, "If-Match", "\"old\""));
    HttpResponse restarted =
        patch(created, fragment("again", "0123456789abcdef01234567"), "If-Match", "*");
    assertEquals(200, restarted.status());
    assertEquals("\"local2\"", header(restarted, "ETag"));
    assertEquals("application/trickle-ice-sdpfrag", header(restarted, "Content-Type"));
    assertTrue(text(restarted).contains("a=ice-ufrag:local2"), text(restarted));
    assertProblem(400, "bad-message", patch(created, "nonsense"));
    assertProblem(
        415,
        "unsupported-media-type",
        call(handler::patch, session(created), "a=x", "Content-Type", "application/sdp"));
  }

  private static String fragment(String ufrag, String password) {
    return "a=ice-ufrag:"
        + ufrag
        + "\r\n"
        + (password.isEmpty() ? "" : "a=ice-pwd:" + password + "\r\n")
        + "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n";
  }

  @Test
  void failedMediaFreesTheResource() throws Exception {
    HttpResponse created = publish("room", "Cam", PUBLISH);
    plane.tellPeers(new PeerEvent.Failed("handshake timed out"));
    plane.awaitCommand("close room");
    assertProblem(404, "not-found", delete(created));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # status | code                   | room   | name | content type         | accept                       | body
          415      | unsupported-media-type | room   | Cam  | text/plain           | ''                           | offer
          415      | unsupported-media-type | room   | Cam  | ''                   | ''                           | offer
          406      | not-acceptable         | room   | Cam  | application/sdp      | text/html                    | offer
          406      | not-acceptable         | room   | Cam  | application/sdp      | application/sdp;q=0          | offer
          400      | bad-message            | a b    | Cam  | application/sdp      | ''                           | offer
          400      | bad-message            | room   | ' '  | application/sdp      | ''                           | offer
          400      | bad-message            | room   | Cam  | application/sdp      | ''                           | empty
          400      | bad-message            | room   | Cam  | application/sdp      | ''                           | json
          422      | bad-offer              | room   | Cam  | application/sdp      | ''                           | v=0
          422      | bad-offer              | room   | Cam  | application/sdp      | ''                           | view
          201      | created                | room   | Cam  | Application/SDP; a=b | ''                           | offer
          201      | created                | room   | Cam  | application/sdp      | text/html, application/*;q=1 | offer
          """)
  void publishingIsStrict(
      int status,
      String code,
      String room,
      String name,
      String contentType,
      String accept,
      String body)
      throws Exception {
    List<String> headers = new ArrayList<>();
    if (!contentType.isEmpty()) {
      headers.addAll(List.of("Content-Type", contentType));
    }
    if (!accept.isEmpty()) {
      headers.addAll(List.of("Accept", accept));
    }
    String text =
        switch (body) {
          case "offer" -> PUBLISH;
          case "view" -> VIEW;
          case "empty" -> "";
          case "json" -> "{}";
          default -> body + "\r\n";
        };
    HttpResponse response =
        call(
            handler::publish,
            Map.of("room", room, "?name", name),
            text,
            headers.toArray(String[]::new));
    if (status == 201) {
      assertEquals(201, response.status());
    } else {
      assertProblem(status, code, response);
    }
  }

  @Test
  void tokensAreBearerTokens() throws Exception {
    service.close();
    Authenticator tokens = Authenticator.withTokens(List.of(KEY));
    service = TestService.on(plane, tokens, TestService.limits());
    handler = handler(tokens);
    Map<String, String> cam = Map.of("room", "room", "?name", "Cam");
    String sdp = "application/sdp";
    HttpResponse without = call(handler::publish, cam, PUBLISH, "Content-Type", sdp);
    assertProblem(401, "unauthorized", without);
    assertEquals("Bearer", header(without, "WWW-Authenticate"));
    assertProblem(
        403,
        "forbidden",
        call(
            handler::publish,
            cam,
            PUBLISH,
            "Content-Type",
            sdp,
            "Authorization",
            "Bearer " + token(new Grants(false, true, false))));
    HttpResponse created =
        call(
            handler::publish,
            cam,
            PUBLISH,
            "Content-Type",
            sdp,
            "Authorization",
            "bearer " + token(new Grants(true, false, true)));
    assertEquals(201, created.status());
    assertProblem(
        403,
        "forbidden",
        call(
            handler::view,
            Map.of("room", "room", "name", "Cam"),
            VIEW,
            "Content-Type",
            sdp,
            "Authorization",
            "Bearer " + token(new Grants(true, false, true))));
    assertProblem(401, "unauthorized", delete(created));
    assertEquals(
        200,
        call(
                handler::delete,
                session(created),
                "",
                "Authorization",
                "Bearer " + token(new Grants(true, false, true)))
            .status());
  }

  private static String token(Grants grants) {
    return new TokenIssuer(KEY)
        .issue(
            new TokenClaims("room", null, grants, TestService.INSTANTS.instant().plusSeconds(60)),
            TestService.INSTANTS.instant());
  }

  @Test
  void aFaultOfTheMediaPlaneIsAnswered() throws Exception {
    plane.breakDown();
    HttpResponse response = publish("room", "Cam", PUBLISH);
    assertProblem(500, "internal", response);
    assertFalse(text(response).contains("broken"), "what went wrong is for the log");
  }

  @Test
  void shuttingDownIsSaid() throws Exception {
    service.close();
    HttpResponse response = publish("room", "Cam", PUBLISH);
    assertProblem(503, "shutting-down", response);
    assertEquals("1", header(response, "Retry-After"));
  }

  private HttpResponse publish(String room, String name, String sdp) throws Exception {
    return call(
        handler::publish,
        Map.of("room", room, "?name", name),
        sdp,
        "Content-Type",
        "application/sdp");
  }

  private HttpResponse view(String room, String name, String sdp) throws Exception {
    return call(
        handler::view, Map.of("room", room, "name", name), sdp, "Content-Type", "application/sdp");
  }

  private HttpResponse patch(HttpResponse created, String body, String... headers)
      throws Exception {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Content-Type", "application/trickle-ice-sdpfrag"));
    return call(handler::patch, session(created), body, all.toArray(String[]::new));
  }

  private HttpResponse delete(HttpResponse created) throws Exception {
    return call(handler::delete, session(created), "");
  }

  private static Map<String, String> session(HttpResponse created) {
    String location = header(created, "Location");
    return Map.of(
        "room",
        location.split("/", -1)[2],
        "session",
        location.substring(location.lastIndexOf('/') + 1));
  }

  /** Path parameters, and query parameters behind a question mark. */
  private static HttpResponse call(
      Function<HttpRequest, CompletionStage<HttpResponse>> method,
      Map<String, String> parameters,
      String body,
      String... headers)
      throws Exception {
    HttpRequest request =
        new HttpRequest(
            "POST",
            "/",
            parameters,
            parameters.containsKey("?name") ? Map.of("name", parameters.get("?name")) : Map.of(),
            Headers.of(headers),
            body.getBytes(StandardCharsets.UTF_8),
            new Arrival(
                new InetSocketAddress("192.0.2.50", 5000),
                null,
                "meet.example.org:8080",
                false,
                false));
    return method.apply(request).toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static void assertProblem(int status, String code, HttpResponse response) {
    assertEquals(status, response.status(), () -> text(response));
    assertEquals("application/problem+json", header(response, "Content-Type"));
    assertTrue(text(response).contains("\"code\":\"" + code + "\""), () -> text(response));
    assertEquals("*", header(response, "Access-Control-Allow-Origin"));
  }

  private static String header(HttpResponse response, String name) {
    return response.headers().first(name).orElse("no " + name);
  }

  private static String text(HttpResponse response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
