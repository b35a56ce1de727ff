package org.parley.signaling.api;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.auth.Access;
import org.parley.signaling.auth.Authenticator;
import org.parley.signaling.auth.IceServers;
import org.parley.signaling.http.Arrival;
import org.parley.signaling.http.HttpRequest;
import org.parley.signaling.http.HttpResponse;
import org.parley.signaling.http.JsonText;
import org.parley.signaling.http.Routes;
import org.parley.signaling.protocol.MessageLimits;
import org.parley.signaling.protocol.ServerMessage.IceServer;

/**
 * {@code GET /api/ice-servers}: STUN and TURN servers with fresh credentials, for whoever may join.
 * So a client renews those of its join before they expire, and a page that talks peer to peer gets
 * its own.
 */
public final class IceServersHandler {
  private static final String PATH = "/api/ice-servers";
  private static final int ID_BYTES = 6;

  private final Parts parts;
  private final RequestRate rate = new RequestRate();
  private final SecureRandom random = new SecureRandom();

  /**
   * @param nanos monotonic
   */
  public record Parts(
      Authenticator authenticator,
      IceServers iceServers,
      InstantSource instants,
      LongSupplier nanos) {}

  public IceServersHandler(Parts parts) {
    this.parts = parts;
  }

  public void register(Routes routes) {
    routes
        .get(PATH, request -> done(allow(answer(request))))
        .on(
            "OPTIONS",
            PATH,
            _ ->
                done(
                    allow(HttpResponse.of(204))
                        .with("Access-Control-Allow-Methods", "GET, OPTIONS")
                        .with("Access-Control-Allow-Headers", "Authorization")
                        .with("Access-Control-Max-Age", "86400")));
  }

  private HttpResponse answer(HttpRequest request) {
    if (!rate.allows(request.arrival().client().getAddress(), parts.nanos.getAsLong())) {
      return HttpResponse.problem(
              429, "too-many-requests", "Credentials are good for hours: ask less often.")
          .with("Retry-After", "1");
    }
    String room = given(request, "room");
    String name = given(request, "name");
    if (room != null && !MessageLimits.isRoomName(room)) {
      return bad("A room is named by 1 to 64 of A-Z, a-z, 0-9, _ and -.");
    }
    if (name != null && !MessageLimits.isParticipantName(name)) {
      return bad("`name` is not 1 to 64 printable characters");
    }
    String user = name;
    if (parts.authenticator.needsToken()) {
      Access access =
          parts.authenticator.access(
              Requests.bearer(request), room, name, parts.instants.instant());
      switch (access) {
        case Access.Refused refused -> {
          return Requests.unauthorized(refused.message());
        }
        case Access.Granted granted -> user = granted.name();
      }
    }
    return Requests.json(json(request.arrival(), account(user)));
  }

  /** As in a join, somebody without a name is somebody new. */
  private String account(@Nullable String name) {
    if (name == null) {
      byte[] id = new byte[ID_BYTES];
      random.nextBytes(id);
      return "guest-" + HexFormat.of().formatHex(id);
    }
    // The name goes into a user name of RFC 8489 section 14.3, which parties must write alike.
    return name.replaceAll("[^A-Za-z0-9._@-]", "_");
  }

  private String json(Arrival arrival, String user) {
    List<IceServer> servers =
        parts.iceServers.forClient(
            new IceServers.Door(arrival.host(), arrival.secure(), arrival.direct()),
            user,
            parts.instants.instant());
    return "{\"iceServers\":[%s],\"lifetime\":%d}"
        .formatted(
            servers.stream().map(IceServersHandler::json).collect(Collectors.joining(",")),
            parts.iceServers.lifetime().toSeconds());
  }

  private static String json(IceServer server) {
    String urls =
        server.urls().stream().map(JsonText::quote).collect(Collectors.joining(",", "[", "]"));
    String username = server.username();
    String credential = server.credential();
    return username == null || credential == null
        ? "{\"urls\":%s}".formatted(urls)
        : "{\"urls\":%s,\"username\":%s,\"credential\":%s}"
            .formatted(urls, JsonText.quote(username), JsonText.quote(credential));
  }

  private static @Nullable String given(HttpRequest request, String parameter) {
    String value = request.query().get(parameter);
    return value == null || value.isEmpty() ? null : value;
  }

  private static HttpResponse bad(String detail) {
    return HttpResponse.problem(400, "bad-message", detail);
  }

  /** Pages of any origin, as for WHIP: the token travels in a header. */
  private static HttpResponse allow(HttpResponse response) {
    return response
        .with("Access-Control-Allow-Origin", "*")
        .with("Access-Control-Expose-Headers", "Retry-After");
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
