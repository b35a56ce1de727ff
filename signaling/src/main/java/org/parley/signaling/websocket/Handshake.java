package org.parley.signaling.websocket;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.http.HttpRequest;
import org.parley.signaling.http.HttpResponse;

/** Checks an opening handshake (RFC 6455 section 4.2.1) and writes it again for the engine. */
final class Handshake {
  private static final String VERSION = "13";

  private final SocketOptions options;

  Handshake(SocketOptions options) {
    this.options = options;
  }

  /** The answer to a handshake that cannot be taken; null when it can. */
  @Nullable HttpResponse refusal(HttpRequest request) {
    if (!request.method().equals("GET")
        || !tokens(request, "Upgrade").contains("websocket")
        || !hasKey(request)) {
      return HttpResponse.problem(400, "bad-request", "This is not a WebSocket handshake.");
    }
    if (!request.headers().first("Sec-WebSocket-Version").orElse("").strip().equals(VERSION)) {
      return HttpResponse.problem(426, "upgrade-required", "Only version 13 is spoken here.")
          .with("Sec-WebSocket-Version", VERSION)
          .with("Upgrade", "websocket");
    }
    if (!tokens(request, "Sec-WebSocket-Protocol").contains(options.subprotocol())) {
      return HttpResponse.problem(
          400, "bad-request", "The subprotocol " + options.subprotocol() + " is needed.");
    }
    if (!isAllowedOrigin(request)) {
      return HttpResponse.problem(
          403,
          "forbidden-origin",
          "Pages of other origins may connect only when server.allowedOrigins names them.");
    }
    return null;
  }

  /** Section 10.2. Clients that are no browsers send no Origin. */
  private boolean isAllowedOrigin(HttpRequest request) {
    List<String> origins = request.headers().all("Origin");
    if (origins.isEmpty()) {
      return true;
    }
    String origin = origins.getFirst().strip().toLowerCase(Locale.ROOT);
    if (origins.size() > 1) {
      return false;
    }
    return options.allowedOrigins().contains(origin) || isOwn(origin, request);
  }

  private static boolean isOwn(String origin, HttpRequest request) {
    try {
      URI from = URI.create(origin);
      URI own = URI.create("http://" + request.arrival().host().strip().toLowerCase(Locale.ROOT));
      String scheme = from.getScheme();
      if (scheme == null || from.getHost() == null || own.getHost() == null) {
        return false;
      }
      int standard = scheme.equals("https") ? 443 : 80;
      int ownPort = own.getPort() >= 0 ? own.getPort() : standard;
      int fromPort = from.getPort() >= 0 ? from.getPort() : standard;
      return from.getHost().equals(own.getHost()) && fromPort == ownPort;
    } catch (IllegalArgumentException _) {
      // "null", or not an origin at all.
      return false;
    }
  }

  /** Section 4.2.1: a key of 16 bytes. */
  private static boolean hasKey(HttpRequest request) {
    List<String> keys = request.headers().all("Sec-WebSocket-Key");
    try {
      return keys.size() == 1 && Base64.getDecoder().decode(keys.getFirst().strip()).length == 16;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static List<String> tokens(HttpRequest request, String header) {
    boolean exact = header.equals("Sec-WebSocket-Protocol");
    return request.headers().all(header).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .map(String::strip)
        .map(token -> exact ? token : token.toLowerCase(Locale.ROOT))
        .toList();
  }

  /** The request as the engine reads it: only what it needs, and who asks. */
  static byte[] serialize(HttpRequest request) {
    StringBuilder text = new StringBuilder("GET /ws HTTP/1.1\r\n");
    text.append("Host: ").append(request.arrival().host()).append("\r\n");
    text.append("Upgrade: websocket\r\nConnection: Upgrade\r\n");
    for (String name :
        List.of("Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol")) {
      request
          .headers()
          .all(name)
          .forEach(value -> text.append(name).append(": ").append(value).append("\r\n"));
    }
    text.append("X-Forwarded-For: ")
        .append(request.arrival().client().getAddress().getHostAddress())
        .append("\r\n\r\n");
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
