package org.parley.signaling.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parley.signaling.room.Offers;

/** The whole server with clients on real WebSockets, before any of their media is up. */
@Timeout(60)
class ChatOverSocketsTest {
  private final List<LoopbackServer> servers = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    servers.forEach(LoopbackServer::close);
    http.shutdownNow();
  }

  @Test
  void saysKeepsAndRepeats() throws Exception {
    String address = start("limits.chatMessages=2");
    Client ann = join(address, "Ann");
    Client bob = join(address, "Bob");
    ann.say("{'type':'chat','id':'c1','text':'a <b>\\n\\u0436'}");
    String own = ann.hear("chat");
    assertTrue(own.endsWith(",\"clientId\":\"c1\"}"), own);
    String heard = bob.hear("chat");
    assertEquals(own.replace(",\"clientId\":\"c1\"", ""), heard);
    assertTrue(heard.contains("\"number\":1,") && heard.contains("\"text\":\"a <b>\\nж\""), heard);
    assertEquals(ann.id(), field(heard, "from"));

    bob.say("{'type':'chat','text':'psst','to':'" + ann.id() + "'}");
    assertTrue(ann.hear("chat").contains("\"to\":\"" + ann.id() + "\""));
    ann.say("{'type':'chat','id':'c2','text':'x','to':'nobody'}");
    assertTrue(ann.hear("error").contains("\"id\":\"c2\",\"code\":\"unknown-participant\""));
    ann.say("{'type':'chat','id':'c3','text':''}");
    assertTrue(ann.hear("error").contains("\"id\":\"c3\",\"code\":\"bad-message\""));

    bob.socket.abort();
    ann.hear("participant-changed");
    ann.say("{'type':'chat','text':'are you there'}");
    ann.hear("chat");
    Client again = connect(address);
    again.say("{'type':'resume','resumeToken':'" + bob.resumeToken() + "','lastSeq':1}");
    again.hear("resumed");
    again.say("{'type':'chat-history','id':'h','after':2}");
    String missed = again.hear("chat-history");
    assertTrue(missed.contains("\"id\":\"h\",\"messages\":[{\"number\":3,"), missed);
    assertTrue(missed.endsWith("],\"complete\":true}"), missed);
    again.say("{'type':'chat-history','after':0}");
    assertTrue(again.hear("chat-history").endsWith("],\"complete\":false}"), "one is forgotten");
  }

  @Test
  void floodsOfChatEndNoSession() throws Exception {
    Client ann = join(start("auth.mode=open"), "Ann");
    for (int i = 0; i < 25; i++) {
      ann.say("{'type':'chat','id':'c" + i + "','text':'spam'}");
    }
    String error = ann.hear("error");
    assertTrue(error.contains("\"code\":\"chat-too-fast\""), error);
    assertTrue(error.endsWith("\"retryable\":true}"), error);
    ann.say("{'type':'ping'}");
    ann.hear("pong");
  }

  @Test
  void anOfferOfDataAloneIsAnsweredOnEveryWay() throws Exception {
    String address = start("limits.dataMessageBytes=16KiB");
    Client ann = join(address, "Ann");
    String offer = Offers.from("1").sdp("data");
    ann.say("{'type':'offer','sdp':'" + offer.replace("\r\n", "\\r\\n") + "','tracks':[]}");
    String answer = ann.hear("answer").replace("\\r\\n", "\r\n");
    HttpResponse<String> whip = post(address, "/whip/room?name=Cam", Offers.from("2").sdp("data"));
    HttpResponse<String> whep = post(address, "/whep/room/Ann", Offers.from("3").sdp("data"));
    assertEquals(201, whip.statusCode());
    assertEquals(201, whep.statusCode());
    for (String sdp : List.of(answer, whip.body(), whep.body())) {
      assertTrue(sdp.contains("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"), sdp);
      assertTrue(sdp.contains("a=sctp-port:5000\r\na=max-message-size:16384"), sdp);
      assertTrue(sdp.contains("a=candidate:"), sdp);
    }
    assertTrue(ann.hear("participant-joined").contains("\"data\":false"));
  }

  private String start(String setting) throws Exception {
    LoopbackServer server = LoopbackServer.start("turn.enabled=false", setting);
    servers.add(server);
    return "127.0.0.1:" + server.address().getPort();
  }

  private HttpResponse<String> post(String address, String path, String sdp) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://" + address + path))
            .header("Content-Type", "application/sdp")
            .POST(HttpRequest.BodyPublishers.ofString(sdp))
            .build(),
        BodyHandlers.ofString());
  }

  private Client connect(String address) throws Exception {
    Listener listener = new Listener();
    WebSocket socket =
        http.newWebSocketBuilder()
            .subprotocols("parley.v1")
            .buildAsync(URI.create("ws://" + address + "/ws"), listener)
            .get(10, TimeUnit.SECONDS);
    return new Client(socket, listener, new ArrayList<>());
  }

  private Client join(String address, String name) throws Exception {
    Client client = connect(address);
    client.say("{'type':'join','room':'room','name':'" + name + "'}");
    client.welcome.add(client.hear("welcome"));
    return client;
  }

  private static String field(String json, String name) {
    Matcher field = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    assertTrue(field.find(), name + " is not in " + json);
    return field.group(1);
  }

  /** Texts are written with single quotation marks. */
  private record Client(WebSocket socket, Listener listener, List<String> welcome) {
    void say(String json) throws Exception {
      socket.sendText(json.replace('\'', '"'), true).get(10, TimeUnit.SECONDS);
    }

    /** The next text of this type; others are dropped. */
    String hear(String type) throws InterruptedException {
      while (true) {
        String text = listener.texts.poll(10, TimeUnit.SECONDS);
        assertFalse(text == null, "never heard " + type);
        if (text != null && text.startsWith("{\"type\":\"" + type + "\"")) {
          return text;
        }
      }
    }

    String id() {
      String participant = welcome.getFirst();
      return field(participant.substring(participant.indexOf("\"participant\"")), "id");
    }

    String resumeToken() {
      return field(welcome.getFirst(), "resumeToken");
    }
  }

  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        texts.add(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
