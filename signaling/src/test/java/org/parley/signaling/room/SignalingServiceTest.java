package org.parley.signaling.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.parley.media.api.ChannelFault;
import org.parley.media.api.MediaPath;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.RoomId;
import org.parley.media.api.ServedLabels;
import org.parley.signaling.auth.AuthKey;
import org.parley.signaling.auth.Authenticator;
import org.parley.signaling.auth.Grants;
import org.parley.signaling.auth.TokenClaims;
import org.parley.signaling.auth.TokenIssuer;
import org.parley.signaling.config.LimitsConfig;
import org.parley.signaling.http.Arrival;
import org.parley.signaling.http.Headers;
import org.parley.signaling.http.HttpRequest;
import org.parley.signaling.metrics.MetricsRegistry;

/** Rooms with their threads, between fake sockets and a fake media plane. */
class SignalingServiceTest {
  private final FakeMediaPlane plane = new FakeMediaPlane();
  private SignalingService service =
      TestService.on(plane, Authenticator.open(), TestService.limits());

  @AfterEach
  void close() {
    service.close();
    assertEquals(0, plane.rooms());
  }

  private void restart(LimitsConfig limits) {
    service.close();
    service = TestService.on(plane, Authenticator.open(), limits);
  }

  @Test
  void twoJoinAndOneLeaves() throws InterruptedException {
    FakeSocket ann = FakeSocket.open(service);
    ann.say("{'type':'join','id':'1','room':'room','name':'Ann'}");
    String welcome = ann.hear("welcome");
    assertTrue(welcome.contains("\"id\":\"1\",\"seq\":1,\"room\":\"room\""), welcome);
    assertTrue(welcome.contains("\"stun:meet.example.org:3478\""), welcome);
    assertTrue(welcome.contains("\"resumeSeconds\":30"), welcome);
    assertTrue(
        welcome.contains(
            "\"limits\":{\"participants\":100,\"messageBytes\":65536,"
                + "\"messagesPerSecond\":1000,\"slots\":16},"
                + "\"grants\":[\"publish\",\"subscribe\",\"publishData\"]"),
        welcome);
    FakeSocket bob = FakeSocket.join(service, "room", "Bob");
    assertTrue(ann.hear("participant-joined").contains("\"name\":\"Bob\""));
    bob.offer("microphone camera audio video");
    assertTrue(bob.hear("answer").contains("a=ice-lite"));
    assertTrue(ann.hear("participant-changed").contains("\"camera\""));
    plane.tellPeers(new PeerEvent.Failed("test"));
    assertTrue(bob.hear("error").contains("media-failed"));
    bob.say("{'type':'leave','id':'9'}");
    assertEquals("{\"type\":\"left\",\"id\":\"9\"}", bob.hear("left"));
    bob.hear("closed 1000 left");
    assertTrue(ann.hear("participant-left").contains("\"reason\":\"left\""));
    ann.goAway();
    plane.awaitCommand("close room room");
  }

  @Test
  void theFirstMessageIsJoinOrResume() throws InterruptedException {
    FakeSocket early = FakeSocket.open(service);
    early.say("{'type':'ping'}");
    assertTrue(early.hear("error").contains("not-joined"));
    early.hear("closed 1008 not-joined");
    early.say("{'type':'join','room':'room','name':'Ann'}");
    assertNull(service.directory().find(new RoomId("room")), "too late");

    FakeSocket clumsy = FakeSocket.open(service);
    clumsy.say("nonsense");
    assertTrue(clumsy.hear("error").contains("bad-message"));
    clumsy.say("{'type':'join','room':'room','name':'Ann'}");
    clumsy.hear("welcome");

    FakeSocket slow = FakeSocket.open(service);
    ((Connection) slow.session()).runOutOfPatience();
    assertTrue(slow.hear("error").contains("not-joined"));
    slow.hear("closed 1008 not-joined");

    ((Connection) clumsy.session()).runOutOfPatience();
    clumsy.say("{'type':'ping'}");
    clumsy.hear("pong");
  }

  @Test
  void resumeOnAnotherSocket() throws InterruptedException {
    FakeSocket ann = FakeSocket.join(service, "room", "Ann");
    FakeSocket bob = FakeSocket.open(service);
    bob.say("{'type':'join','room':'room','name':'Bob'}");
    String token = FakeSocket.field(bob.hear("welcome"), "resumeToken");
    bob.vanish();
    assertTrue(ann.hear("participant-changed").contains("reconnecting"));
    FakeSocket.join(service, "room", "Cid");

    FakeSocket again = FakeSocket.open(service);
    again.say("{'type':'resume','id':'r','resumeToken':'" + token + "','lastSeq':1}");
    String resumed = again.hear("resumed");
    assertTrue(resumed.contains("\"missed\":1"), resumed);
    assertNotEquals(token, FakeSocket.field(resumed, "resumeToken"));
    assertTrue(again.hear("participant-joined").contains("\"seq\":2"));

    for (String wrong : List.of(token, "x", "room.p.s", "other.p-1.secret", "..", "a b.c.d")) {
      FakeSocket stranger = FakeSocket.open(service);
      stranger.say("{'type':'resume','resumeToken':'" + wrong + "','lastSeq':1}");
      assertTrue(stranger.hear("error").contains("resume-failed"));
      stranger.hear("closed 1008 resume-failed");
    }
  }

  @Test
  void floodsEndTheSession() throws InterruptedException {
    restart(TestService.limits(10, 10, 10, 5));
    FakeSocket ann = FakeSocket.join(service, "room", "Ann");
    FakeSocket flood = FakeSocket.join(service, "room", "Flood");
    for (int i = 0; i < 20; i++) {
      flood.say("{'type':'ping'}");
    }
    assertTrue(flood.hear("error").contains("too-many-messages"));
    flood.hear("closed 1008 too-many-messages");
    assertTrue(ann.hear("participant-left").contains("\"removed\""));
  }

  @Test
  void limitsOfTheServer() throws InterruptedException {
    restart(TestService.limits(1, 2, 3, 100));
    FakeSocket.join(service, "a", "1");
    assertRefused("server-full", "b", "1");
    FakeSocket second = FakeSocket.join(service, "a", "2");
    assertRefused("room-full", "a", "3");
    second.goAway();
    // The room gives seats back after it has told everybody: that of the refused and of the gone.
    awaitSeats(1);
    FakeSocket.join(service, "a", "2");

    restart(TestService.limits(5, 5, 2, 100));
    FakeSocket.join(service, "a", "1");
    FakeSocket.join(service, "b", "1");
    assertRefused("server-full", "a", "2");
    assertEquals(2, service.seats());
  }

  private void awaitSeats(int expected) throws InterruptedException {
    for (int i = 0; i < 1000 && service.seats() != expected; i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertEquals(expected, service.seats());
  }

  private void assertRefused(String code, String room, String name) throws InterruptedException {
    FakeSocket socket = FakeSocket.open(service);
    socket.say("{'type':'join','room':'" + room + "','name':'" + name + "'}");
    assertTrue(socket.hear("error").contains(code));
    socket.hear("closed 1008 " + code);
  }

  @Test
  void tokensOpenTheirRoomOnly() throws InterruptedException {
    service.close();
    AuthKey key = new AuthKey("k", "0123456789abcdef0123456789abcdef");
    service = TestService.on(plane, Authenticator.withTokens(List.of(key)), TestService.limits());
    String token =
        new TokenIssuer(key)
            .issue(
                new TokenClaims(
                    "room",
                    "Ann",
                    new Grants(false, true, false),
                    TestService.INSTANTS.instant().plusSeconds(60)),
                TestService.INSTANTS.instant());
    assertRefused("unauthorized", "room", "Ann");
    FakeSocket elsewhere = FakeSocket.open(service);
    elsewhere.say("{'type':'join','room':'other','name':'Ann','token':'" + token + "'}");
    assertTrue(elsewhere.hear("error").contains("unauthorized"));
    FakeSocket ann = FakeSocket.open(service);
    ann.say("{'type':'join','token':'" + token + "'}");
    String welcome = ann.hear("welcome");
    assertTrue(welcome.contains("\"name\":\"Ann\""), welcome);
    assertTrue(welcome.contains("\"grants\":[\"subscribe\"]"), welcome);
    ann.say("{'type':'offer','sdp':'v=0','tracks':[{'mid':'0','source':'camera','muted':false}]}");
    assertTrue(ann.hear("error").contains("forbidden"));
  }

  @Test
  void chatGoesOverTheChannelWhereThereIsOne() throws InterruptedException {
    FakeSocket ann = FakeSocket.join(service, "room", "Ann");
    ann.say("{'type':'channels','channels':[{'id':1,'label':'game'}]}");
    ann.offer("data");
    plane.awaitCommand("negotiate [game]");
    ann.say("{'type':'chat','id':'c','text':'by socket'}");
    String chat = ann.hear("chat");
    assertTrue(
        chat.matches(
            "\\{\"type\":\"chat\",\"number\":1,\"from\":\"[^\"]+\",\"name\":\"Ann\","
                + "\"text\":\"by socket\",\"time\":\\d+,\"clientId\":\"c\"\\}"),
        chat);
    plane.tellPeers(new PeerEvent.Connected(MediaPath.UDP));
    plane.tellPeers(new PeerEvent.DataConnected());
    plane.tellPeers(new PeerEvent.ServedChannelOpened(ServedLabels.CHAT, 262_144));
    plane.tellPeers(new PeerEvent.ServedMessage(ServedLabels.CHAT, "{\"text\":\"by channel\"}"));
    String sent = plane.awaitCommand("send parley.chat");
    assertTrue(sent.startsWith("send parley.chat {\"number\":2,"), sent);
    plane.tellPeers(new PeerEvent.ChannelFaulted(3, "game", ChannelFault.TOO_SLOW));
    assertTrue(ann.hear("channel-closed").contains("\"channel\":3,\"label\":\"game\""));
    ann.say("{'type':'chat-history','id':'h','after':1}");
    String history = ann.hear("chat-history");
    assertTrue(history.contains("\"id\":\"h\",\"messages\":[{\"number\":2,"), history);
    assertTrue(
        history.endsWith(
            "\"text\":\"by channel\",\"time\":"
                + FakeSocket.number(history, "time")
                + "}],\"complete\":true}"),
        history);
  }

  /** Somebody joins at the moment at which the last one leaves: each gets in, none gets lost. */
  @Test
  void roomsVanishAndAppearUnderRacingJoins() throws Exception {
    int rounds = 300;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CyclicBarrier start = new CyclicBarrier(2);
      List<Future<?>> racers = new ArrayList<>();
      for (String name : List.of("Ann", "Bob")) {
        racers.add(
            threads.submit(
                () -> {
                  start.await(10, TimeUnit.SECONDS);
                  for (int i = 0; i < rounds; i++) {
                    FakeSocket socket = FakeSocket.join(service, "room", name);
                    socket.say("{'type':'leave'}");
                    socket.hear("closed 1000 left");
                  }
                  return null;
                }));
      }
      for (Future<?> racer : racers) {
        racer.get(30, TimeUnit.SECONDS);
      }
    }
    Room last = service.directory().find(new RoomId("room"));
    assertTrue(last == null || last.awaitEnd(10, TimeUnit.SECONDS));
    awaitSeats(0);
    assertEquals(0, service.roomCount());
    assertEquals(0, plane.rooms());
  }

  @Test
  void fiveHundredComeAndGoWithoutATrace() throws InterruptedException {
    FakeSocket stays = FakeSocket.join(service, "room", "Stays");
    for (int i = 0; i < 500; i++) {
      FakeSocket socket = FakeSocket.join(service, "room", "P" + i);
      socket.offer("microphone camera audio video");
      socket.hear("answer");
      socket.goAway();
      stays.hear("participant-left");
      plane.awaitCommand("close peer");
    }
    assertEquals(0, plane.peers());
    awaitSeats(1);
    assertEquals(new Population(1, 0), service.population());
    stays.goAway();
    plane.awaitCommand("close room");
  }

  @Test
  void aFaultInTheMediaPlaneEndsOneSessionAndIsNoSecret() throws InterruptedException {
    FakeSocket ann = FakeSocket.join(service, "room", "Ann");
    FakeSocket bob = FakeSocket.join(service, "room", "Bob");
    plane.breakDown();
    bob.offer("microphone");
    assertTrue(bob.hear("error").contains("internal"));
    bob.hear("closed 1011 internal");
    assertTrue(ann.hear("participant-left").contains("failed"));
    ann.say("{'type':'ping'}");
    ann.hear("pong");
  }

  @Test
  void shutDownLetsNobodyIn() throws InterruptedException {
    FakeSocket ann = FakeSocket.join(service, "room", "Ann");
    service.close();
    assertTrue(ann.hear("error").contains("shutting-down"));
    ann.hear("closed 1001 shutting-down");
    assertEquals(0, service.roomCount());
  }

  @Test
  void metricsCount() throws Exception {
    MetricsRegistry metrics = new MetricsRegistry();
    service.register(metrics);
    FakeSocket ann = FakeSocket.join(service, "room", "Ann");
    FakeSocket.join(service, "room", "Bob");
    assertRefused("name-taken", "room", "Bob");
    ann.say("{'type':'chat','text':'hello'}");
    ann.say("{'type':'chat','text':'hello','to':'nobody'}");
    assertTrue(ann.hear("error").contains("unknown-participant"));
    ann.offer("data");
    ann.hear("answer");
    plane.tellPeers(new PeerEvent.ServedMessage("parley.chat", "nonsense"));
    plane.tellPeers(new PeerEvent.ServedMessage("parley.chat", "{\"text\":\"over it\"}"));
    assertTrue(ann.hear("error").contains("bad-message"));
    assertTrue(ann.hear("chat").contains("over it"));
    HttpRequest scrape =
        new HttpRequest(
            "GET",
            "/metrics",
            Map.of(),
            Map.of(),
            Headers.none(),
            new byte[0],
            new Arrival(new InetSocketAddress("192.0.2.50", 5000), null, "", false, false));
    String text =
        new String(
            metrics.handler().handle(scrape).toCompletableFuture().get(10, TimeUnit.SECONDS).body(),
            StandardCharsets.UTF_8);
    for (String sample :
        List.of(
            "parley_rooms 1.0",
            "parley_participants 2.0",
            "parley_whep_viewers 0.0",
            "parley_signaling_sockets 3.0",
            "parley_signaling_messages_received_total 6.0",
            "parley_signaling_errors_total{code=\"name-taken\"} 1.0",
            "parley_chat_messages_total{way=\"socket\"} 1.0",
            "parley_chat_messages_total{way=\"channel\"} 1.0",
            "parley_chat_refused_total{reason=\"unknown-participant\"} 1.0",
            "parley_chat_refused_total{reason=\"malformed\"} 1.0",
            "parley_chat_refused_total{reason=\"too-fast\"} 0.0",
            "parley_chat_refused_total{reason=\"forbidden\"} 0.0")) {
      assertTrue(text.contains(sample), () -> sample + " is not in " + text);
    }
  }
}
