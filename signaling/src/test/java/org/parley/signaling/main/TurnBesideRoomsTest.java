package org.parley.signaling.main;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parley.net.udp.UdpHub;
import org.parley.signaling.auth.AuthKey;
import org.parley.signaling.auth.Grants;
import org.parley.signaling.auth.TokenClaims;
import org.parley.signaling.auth.TokenIssuer;
import org.parley.signaling.config.ConfigSource;
import org.parley.signaling.doctor.Diagnosis;
import org.parley.signaling.doctor.ProbeResult;
import org.parley.signaling.doctor.client.TurnClient;
import org.parley.signaling.doctor.client.TurnFailure;
import org.parley.signaling.doctor.client.Wires;
import org.parley.turn.auth.EphemeralCredentials;

/** The whole server, asked for credentials and relays as clients do. */
@Timeout(60)
class TurnBesideRoomsTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir private Path folder;
  private final List<LoopbackServer> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(LoopbackServer::close);
  }

  @Test
  void credentialsOfTheHttpPortOpenARelayThatAdminsAndMetricsSee() throws Exception {
    LoopbackServer server = start();
    HttpResponse<String> answer = server.get("/api/ice-servers?name=Ann%20%22B%22");
    assertEquals(200, answer.statusCode(), answer::body);
    assertEquals("*", answer.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
    assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
    int port = turnPort(answer.body());
    int door = server.address().getPort();
    assertTrue(
        answer
            .body()
            .contains(
                ("\"urls\":[\"turn:127.0.0.1:%d?transport=udp\",\"turn:127.0.0.1:%d?transport=tcp\","
                        + "\"turn:127.0.0.1:%d?transport=tcp\"]")
                    .formatted(port, port, door)),
        answer::body);
    assertTrue(answer.body().contains("\"lifetime\":43200}"), answer::body);

    InetSocketAddress turn = new InetSocketAddress("127.0.0.1", port);
    EphemeralCredentials credentials = credentials(answer.body());
    assertTrue(credentials.username().endsWith(":Ann__B_"), credentials::username);
    try (TurnClient here = client(Wires.Kind.UDP, turn, credentials);
        TurnClient there = client(Wires.Kind.TCP, turn, credentials)) {
      InetSocketAddress hereRelay = here.allocate(turn);
      InetSocketAddress thereRelay = there.allocate(turn);
      here.bindChannel(thereRelay);
      there.permit(hereRelay);
      here.sendOnChannel(new byte[] {1, 2, 3});
      assertArrayEquals(new byte[] {1, 2, 3}, there.receive(SOON));

      String list = server.get("/api/turn/allocations").body();
      assertTrue(list.contains("\"user\":\"" + credentials.username() + "\""), list);
      assertTrue(list.contains("\"transport\":\"udp\""), list);
      assertTrue(list.contains("\"transport\":\"tcp\""), list);
      assertTrue(list.contains("\"relayed\":[\"127.0.0.1:" + hereRelay.getPort() + "\"]"), list);
      String metrics = server.get("/metrics").body();
      assertTrue(metrics.contains("\nparley_turn_allocations 2.0\n"), metrics);
      assertTrue(metrics.contains("\nparley_turn_users 1.0\n"), metrics);
      assertTrue(metrics.contains("\nparley_turn_errors_total{code=\"401\"} 2.0\n"), metrics);
      assertTrue(
          metrics.contains("parley_turn_received_packets_total{transport=\"tcp\"}"), metrics);
      assertTrue(metrics.contains("parley_turn_dropped_total{reason=\"no_permission\"}"), metrics);
    }
  }

  @ParameterizedTest
  @CsvSource({"auto, 1", "off, 0"})
  void whatRelaysSendToMediaStaysInsideUnlessThatIsOff(String shortcut, int expected)
      throws Exception {
    InetSocketAddress media =
        new InetSocketAddress("127.0.0.1", UdpHub.freePort(InetAddress.ofLiteral("127.0.0.1")));
    LoopbackServer server =
        start("turn.shortcut=" + shortcut, "media.listen=127.0.0.1:" + media.getPort());
    String answer = server.get("/api/ice-servers").body();
    InetSocketAddress turn = new InetSocketAddress("127.0.0.1", turnPort(answer));
    try (TurnClient client = client(Wires.Kind.UDP, turn, credentials(answer))) {
      client.allocate(turn);
      client.bindChannel(media);
      client.sendOnChannel(new byte[] {127, 1, 2});
      String arrived = "\nparley_transport_packets_received_total 1.0\n";
      String metrics = server.get("/metrics").body();
      for (int i = 0; i < 100 && !metrics.contains(arrived); i++) {
        metrics = server.get("/metrics").body();
      }
      assertTrue(metrics.contains(arrived), metrics);
      String inside =
          "\nparley_turn_shortcut_packets_total{outcome=\"to_media\"} %d.0\n".formatted(expected);
      assertTrue(metrics.contains(inside), metrics);
    }
  }

  @Test
  void theServerProvesThatItRelaysAndTheDoctorSaysSo() throws Exception {
    LoopbackServer server = start();
    String before = server.get("/health").body();
    assertTrue(before.contains("\"turn\":{\"status\":\"ok\"}"), before);

    HttpResponse<String> check = server.get("/api/turn/check");

    assertEquals(200, check.statusCode(), check::body);
    assertEquals("ok", check.headers().firstValue("Parley-Check").orElse(""), check::body);
    for (String way : List.of("UDP IPv4 ", "TCP IPv4 ", "HTTP port IPv4 ")) {
      assertTrue(
          Pattern.compile("(?m)^" + way + " *127\\.0\\.0\\.1:\\d+ +ok +echo by a relay")
              .matcher(check.body())
              .find(),
          check::body);
    }
    String health = server.get("/health").body();
    assertTrue(
        health.contains("\"details\":{\"UDP IPv4\":\"ok: echo by a relay at 127.0.0.1"), health);
  }

  @Test
  void everyEncryptedWayRelays() throws Exception {
    LoopbackServer server = start("server.tls.mode=self-signed", "turn.tlsListen=127.0.0.1:0");

    Diagnosis diagnosis = server.running().check("meet.example.org");

    assertEquals(
        List.of("UDP", "TCP", "TLS", "DTLS", "HTTPS port"),
        diagnosis.results().stream().map(result -> result.target().name()).toList());
    assertTrue(diagnosis.results().stream().allMatch(ProbeResult::works), diagnosis::text);
    assertTrue(
        diagnosis.text().contains("PROBLEM  Clients come by meet.example.org, but"),
        diagnosis::text);
  }

  @Test
  void anotherSecretIsTakenOverWhileTheOldOneStaysGood() throws Exception {
    Path file =
        Files.writeString(folder.resolve("parley.yaml"), "turn: {secret: secret-of-the-past}");
    LoopbackServer server = start(file);
    EphemeralCredentials old = credentials(server.get("/api/ice-servers").body());
    InetSocketAddress turn = turn(server);
    Files.writeString(
        file, "turn: {secret: secret-of-the-day, previousSecrets: [secret-of-the-past]}");
    server.running().reload().reload("test");

    EphemeralCredentials fresh = credentials(server.get("/api/ice-servers").body());
    String name = fresh.username();
    long expiry = Long.parseLong(name.substring(0, name.indexOf(':')));
    assertEquals(
        EphemeralCredentials.issue(
            "secret-of-the-day", name.substring(name.indexOf(':') + 1), expiry),
        fresh);
    allocates(turn, old);
    allocates(turn, fresh);

    Files.writeString(file, "turn: {secret: secret-of-the-day, realm: {}}");
    server.running().reload().reload("test");
    allocates(turn, old);

    Files.writeString(file, "turn: {secret: secret-of-the-day}");
    server.running().reload().reload("test");
    TurnFailure failure = assertThrows(TurnFailure.class, () -> allocates(turn, old));
    assertEquals(401, failure.code());
    allocates(turn, fresh);
  }

  @Test
  void usersAndQuotasAreTakenOver() throws Exception {
    Path file = Files.writeString(folder.resolve("parley.yaml"), "turn: {}");
    LoopbackServer server = start(file);
    InetSocketAddress turn = turn(server);
    EphemeralCredentials bob = new EphemeralCredentials("bob", "builder");
    assertEquals(401, assertThrows(TurnFailure.class, () -> allocates(turn, bob)).code());

    Files.writeString(file, "turn: {users: {bob: builder}, quota: {allocationsPerUser: 1}}");
    server.running().reload().reload("test");

    try (TurnClient first = client(Wires.Kind.UDP, turn, bob)) {
      first.allocate(turn);
      assertEquals(486, assertThrows(TurnFailure.class, () -> allocates(turn, bob)).code());
    }
  }

  @Test
  void whileItDrainsThereAreNoNewRelaysAndTheOldOnesGoOn() throws Exception {
    LoopbackServer server = start("server.drainSeconds=20");
    InetSocketAddress turn = turn(server);
    EphemeralCredentials credentials = credentials(server.get("/api/ice-servers").body());
    Thread stopping = Thread.ofPlatform().unstarted(() -> server.assembly().lifecycle().stop());
    try (TurnClient here = client(Wires.Kind.UDP, turn, credentials);
        TurnClient there = client(Wires.Kind.UDP, turn, credentials)) {
      InetSocketAddress hereRelay = here.allocate(turn);
      InetSocketAddress thereRelay = there.allocate(turn);
      here.bindChannel(thereRelay);
      there.permit(hereRelay);
      stopping.start();
      assertThrows(
          TurnFailure.class,
          () -> {
            for (int i = 0; i < 50; i++) {
              allocates(turn, credentials);
            }
          });
      here.sendOnChannel(new byte[] {7});
      assertArrayEquals(new byte[] {7}, there.receive(SOON));
    }
    assertTrue(stopping.join(Duration.ofSeconds(10)), "idle relays do not hold the end up");
  }

  @Test
  void whereThereAreTokensCredentialsTakeOneAndAdminsAnother() throws Exception {
    LoopbackServer server = start("auth.mode=token", "auth.keys.main=" + KEY);
    TokenIssuer issuer = new TokenIssuer(new AuthKey("main", KEY));
    Instant now = Instant.now();
    String ann = issuer.issue(new TokenClaims("r", "Ann", Grants.ALL, now.plusSeconds(60)), now);
    String admin = issuer.issueAdmin(now.plusSeconds(60), now);

    assertEquals(401, server.get("/api/ice-servers?room=r").statusCode());
    assertEquals(401, server.get("/api/ice-servers?room=other", ann).statusCode());
    assertEquals(401, server.get("/api/ice-servers", admin).statusCode());
    HttpResponse<String> granted = server.get("/api/ice-servers", ann);
    assertEquals(200, granted.statusCode());
    assertTrue(credentials(granted.body()).username().endsWith(":Ann"), granted::body);
    assertEquals(400, server.get("/api/ice-servers?room=a%20b", ann).statusCode());

    assertEquals(401, server.get("/api/turn/allocations").statusCode());
    assertEquals(403, server.get("/api/turn/allocations", ann).statusCode());
    assertEquals(200, server.get("/api/turn/allocations", admin).statusCode());
    assertEquals(403, server.get("/api/turn/check", ann).statusCode());
  }

  @Test
  void theDoctorAsksTheServerThatRunsElseStartsOne() throws Exception {
    LoopbackServer server = start();
    String listen = "server.listen=127.0.0.1:" + server.address().getPort();
    ByteArrayOutputStream said = new ByteArrayOutputStream();

    assertEquals(0, doctor(said, listen, "media.listen=127.0.0.1:0", "turn.listen=127.0.0.1:0"));
    assertTrue(said.toString(StandardCharsets.UTF_8).startsWith("The server that runs:\n"));

    said.reset();
    assertEquals(
        0,
        doctor(
            said,
            "server.listen=127.0.0.1:0",
            "media.listen=127.0.0.1:0",
            "turn.listen=127.0.0.1:0"));
    String started = said.toString(StandardCharsets.UTF_8);
    assertTrue(started.startsWith("No server runs; one that was started"), started);
    assertTrue(started.contains("Relaying works.\n"), started);

    said.reset();
    String taken = "turn.listen=127.0.0.1:" + turn(server).getPort();
    assertEquals(1, doctor(said, "server.listen=127.0.0.1:0", "media.listen=127.0.0.1:0", taken));
    assertTrue(said.toString(StandardCharsets.UTF_8).contains("turn.listen"), said::toString);
  }

  private static int doctor(ByteArrayOutputStream said, String... settings) throws Exception {
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      return new Doctor(Setup.read(new ConfigSource(null, Map.of(), List.of(settings))), null, out)
          .run();
    }
  }

  private static void allocates(InetSocketAddress turn, EphemeralCredentials credentials)
      throws Exception {
    try (TurnClient client = client(Wires.Kind.UDP, turn, credentials)) {
      assertFalse(client.allocate(turn).getAddress().isAnyLocalAddress());
    }
  }

  private static TurnClient client(
      Wires.Kind kind, InetSocketAddress turn, EphemeralCredentials credentials) throws Exception {
    return new TurnClient(Wires.open(kind, turn), credentials);
  }

  private LoopbackServer start(String... settings) throws Exception {
    return start(null, settings);
  }

  private LoopbackServer start(@Nullable Path file, String... settings) throws Exception {
    LoopbackServer server = LoopbackServer.start(file, settings);
    servers.add(server);
    return server;
  }

  private static InetSocketAddress turn(LoopbackServer server) throws Exception {
    return new InetSocketAddress("127.0.0.1", turnPort(server.get("/api/ice-servers").body()));
  }

  private static int turnPort(String json) {
    return Integer.parseInt(found("stun:127\\.0\\.0\\.1:(\\d+)", json));
  }

  private static EphemeralCredentials credentials(String json) {
    return new EphemeralCredentials(
        found("\"username\":\"([^\"]+)\"", json), found("\"credential\":\"([^\"]+)\"", json));
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), text);
    return matcher.group(1);
  }
}
