package org.parley.signaling.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A participant's signaling, as {@code docs/protocol.md} has it; joins block, on virtual threads.
 */
final class RoomSocket {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final CompletableFuture<JsonNode> welcome = new CompletableFuture<>();
  private final CompletableFuture<JsonNode> answer = new CompletableFuture<>();
  private final CompletableFuture<JsonNode> left = new CompletableFuture<>();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final WebSocket socket;
  private CompletableFuture<WebSocket> sending;

  private RoomSocket(HttpClient http, URI endpoint) throws IOException, InterruptedException {
    socket =
        await(
            "connecting to " + endpoint,
            http.newWebSocketBuilder()
                .connectTimeout(TIMEOUT)
                .subprotocols("parley.v1")
                .buildAsync(endpoint, new Receiver()));
    sending = CompletableFuture.completedFuture(socket);
  }

  /** Enters a room of the server at {@code base}, an HTTP URL. */
  static RoomSocket join(
      HttpClient http, URI base, String room, String name, @Nullable String token)
      throws IOException, InterruptedException {
    String scheme = "https".equalsIgnoreCase(base.getScheme()) ? "wss" : "ws";
    RoomSocket joined =
        new RoomSocket(http, URI.create(scheme + "://" + base.getRawAuthority() + "/ws"));
    ObjectNode message = message("join").put("name", name);
    if (token == null) {
      message.put("room", room);
    } else {
      message.put("token", token);
    }
    joined.send(message);
    await(name + ": join", joined.welcome);
    return joined;
  }

  /** Posts an offer without media and waits for its answer. */
  SdpAnswer offer(DataOffer offer) throws IOException, InterruptedException {
    ObjectNode message = message("offer").put("sdp", offer.text());
    message.putArray("tracks");
    send(message);
    String sdp = await("offer", answer).path("sdp").asText();
    if (!sdp.contains("\nm=application ") || sdp.contains("\nm=application 0 ")) {
      throw new IOException("the server has no data channels: it refused the m-line");
    }
    return switch (SdpAnswer.parse(sdp)) {
      case SdpAnswer.Parse.Parsed(SdpAnswer parsed) -> parsed;
      case SdpAnswer.Parse.Malformed(String reason) -> throw new IOException("answer: " + reason);
    };
  }

  /** A socket that is silent for 30 s is closed. */
  void ping() {
    send(message("ping"));
  }

  /** What the server said of channels that it closed: the codes. */
  Queue<String> faults() {
    return faults;
  }

  /** Leaves, and waits a moment until the server has seen it. */
  void leave() throws IOException, InterruptedException {
    send(message("leave"));
    try {
      await("leave", left);
    } finally {
      socket.abort();
    }
  }

  private static ObjectNode message(String type) {
    return MAPPER.createObjectNode().put("type", type);
  }

  /** One message after the other, as the library demands. */
  private synchronized void send(ObjectNode message) {
    String text = message.toString();
    sending = sending.thenCompose(open -> open.sendText(text, true));
  }

  private static <T> T await(String what, CompletableFuture<T> result)
      throws IOException, InterruptedException {
    try {
      return result.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(what + ": no answer", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(what + ": " + cause.getMessage(), e);
    }
  }

  private void handle(JsonNode message) {
    switch (message.path("type").asText()) {
      case "welcome" -> welcome.complete(message);
      case "answer" -> answer.complete(message);
      case "left" -> left.complete(message);
      case "channel-closed" -> faults.add(message.path("code").asText());
      case "error" -> fail(message.path("code").asText() + ": " + message.path("message").asText());
      default -> {
        // Who comes and goes does not matter here.
      }
    }
  }

  private void fail(String reason) {
    IOException failure = new IOException(reason);
    welcome.completeExceptionally(failure);
    answer.completeExceptionally(failure);
    left.completeExceptionally(failure);
  }

  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          handle(MAPPER.readTree(text.toString()));
        } catch (JsonProcessingException e) {
          fail("the server sent what is no JSON");
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      fail("the server closed the socket: " + code + " " + reason);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      fail(String.valueOf(error.getMessage()));
    }
  }
}
