package org.parley.signaling.whip;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.RoomId;
import org.parley.signaling.auth.Access;
import org.parley.signaling.auth.Authenticator;
import org.parley.signaling.auth.IceServers;
import org.parley.signaling.http.HttpRequest;
import org.parley.signaling.http.HttpResponse;
import org.parley.signaling.http.Routes;
import org.parley.signaling.negotiation.TrickleFragment;
import org.parley.signaling.protocol.ErrorCode;
import org.parley.signaling.protocol.MessageLimits;
import org.parley.signaling.protocol.ServerMessage.IceServer;
import org.parley.signaling.room.HttpEntrance;
import org.parley.signaling.room.HttpOutcome;
import org.parley.signaling.room.SessionId;

/** The WHIP and WHEP endpoints and the resources of their sessions. */
public final class WhipHandler {
  private static final String WHIP = "/whip/{room}";
  private static final String WHEP = "/whep/{room}/{name}";

  private final Parts parts;

  /** What the endpoints are made of. */
  public record Parts(
      HttpEntrance rooms,
      Authenticator authenticator,
      IceServers iceServers,
      InstantSource instants) {}

  public WhipHandler(Parts parts) {
    this.parts = parts;
  }

  public void register(Routes routes) {
    routes
        .post(WHIP, this::publish)
        .on("OPTIONS", WHIP, request -> done(Cors.preflight("POST", "Accept-Post", Media.SDP)))
        .post(WHEP, this::view)
        .on("OPTIONS", WHEP, request -> done(Cors.preflight("POST", "Accept-Post", Media.SDP)));
    for (String session : List.of(WHIP + "/{session}", WHEP + "/{session}")) {
      routes
          .on("PATCH", session, this::patch)
          .on("DELETE", session, this::delete)
          .on(
              "OPTIONS",
              session,
              request ->
                  done(Cors.preflight("PATCH, DELETE", "Accept-Patch", Media.TRICKLE_FRAGMENT)));
    }
  }

  CompletionStage<HttpResponse> publish(HttpRequest request) {
    String name = request.query().get("name");
    return open(
        request,
        name == null || name.isEmpty() ? null : name,
        granted -> {
          if (!granted.grants().publish()) {
            return done(forbidden("publish"));
          }
          String base = "/whip/" + granted.room() + "/";
          return parts
              .rooms
              .publish(guest(request, granted), request.bodyText())
              .thenApply(outcome -> answer(request, base, outcome));
        });
  }

  CompletionStage<HttpResponse> view(HttpRequest request) {
    String target = request.parameter("name");
    return open(
        request,
        null,
        granted -> {
          if (!granted.grants().subscribe()) {
            return done(forbidden("subscribe"));
          }
          String base = "/whep/" + granted.room() + "/" + escape(target) + "/";
          return parts
              .rooms
              .view(guest(request, granted), target, request.bodyText())
              .thenApply(outcome -> answer(request, base, outcome));
        });
  }

  private CompletionStage<HttpResponse> open(
      HttpRequest request,
      @Nullable String name,
      Function<Access.Granted, CompletionStage<HttpResponse>> admitted) {
    // RFC 9725 section 4.2: the offer comes as application/sdp, and so does the answer.
    if (!Media.isOf(request, Media.SDP)) {
      return done(unsupported(Media.SDP));
    }
    if (!Media.isAccepted(request, Media.SDP)) {
      return done(
          problem(406, "not-acceptable", "The answer is application/sdp: accept it.", false));
    }
    if (name != null && !MessageLimits.isParticipantName(name)) {
      return done(badRequest("`name` is not 1 to 64 printable characters"));
    }
    if (!request.bodyText().startsWith("v=0")) {
      return done(badRequest("The body is no SDP offer: it does not begin with v=0."));
    }
    return authorized(request, name, admitted);
  }

  CompletionStage<HttpResponse> patch(HttpRequest request) {
    if (!Media.isOf(request, Media.TRICKLE_FRAGMENT)) {
      return done(unsupported(Media.TRICKLE_FRAGMENT));
    }
    return switch (TrickleFragment.parse(request.bodyText())) {
      case TrickleFragment.Malformed malformed -> done(badRequest(malformed.message()));
      case TrickleFragment.Candidates fragment ->
          authorized(
              request,
              null,
              granted ->
                  parts
                      .rooms
                      .patch(
                          new RoomId(granted.room()),
                          new SessionId(request.parameter("session")),
                          fragment,
                          EntityTags.of(request.headers().all("If-Match")))
                      .thenApply(outcome -> answer(request, "", outcome)));
    };
  }

  CompletionStage<HttpResponse> delete(HttpRequest request) {
    return authorized(
        request,
        null,
        granted ->
            parts
                .rooms
                .delete(new RoomId(granted.room()), new SessionId(request.parameter("session")))
                .thenApply(outcome -> answer(request, "", outcome)));
  }

  private CompletionStage<HttpResponse> authorized(
      HttpRequest request,
      @Nullable String name,
      Function<Access.Granted, CompletionStage<HttpResponse>> admitted) {
    String room = request.parameter("room");
    if (!MessageLimits.isRoomName(room)) {
      return done(badRequest("A room is named by 1 to 64 of A-Z, a-z, 0-9, _ and -."));
    }
    Access access =
        parts.authenticator.access(bearer(request), room, name, parts.instants.instant());
    return switch (access) {
      case Access.Granted granted -> admitted.apply(granted);
      case Access.Refused refused ->
          done(
              problem(401, refused.code().wireName(), refused.message(), false)
                  .with("WWW-Authenticate", "Bearer"));
    };
  }

  private static @Nullable String bearer(HttpRequest request) {
    String scheme = "Bearer ";
    String credentials = request.headers().first("Authorization").orElse("");
    return credentials.regionMatches(true, 0, scheme, 0, scheme.length())
        ? credentials.substring(scheme.length()).strip()
        : null;
  }

  private static HttpEntrance.Guest guest(HttpRequest request, Access.Granted granted) {
    return new HttpEntrance.Guest(
        new RoomId(granted.room()),
        granted.name(),
        granted.grants(),
        request.arrival().reachedBy());
  }

  private HttpResponse answer(HttpRequest request, String base, HttpOutcome outcome) {
    return switch (outcome) {
      case HttpOutcome.Created created -> created(request, base, created);
      case HttpOutcome.Trickled _ -> Cors.allow(HttpResponse.of(204));
      case HttpOutcome.Restarted restarted ->
          Cors.allow(
              HttpResponse.of(200, Media.TRICKLE_FRAGMENT, restarted.fragment())
                  .with("ETag", EntityTags.quote(restarted.entityTag())));
      case HttpOutcome.Deleted _ -> Cors.allow(HttpResponse.of(200));
      case HttpOutcome.Refused refused -> refused(refused);
    };
  }

  private HttpResponse created(HttpRequest request, String base, HttpOutcome.Created created) {
    HttpResponse response =
        HttpResponse.of(201, Media.SDP, created.sdp())
            .with("Location", base + created.session().value())
            .with("ETag", EntityTags.quote(created.entityTag()))
            .with("Accept-Patch", Media.TRICKLE_FRAGMENT)
            .with("Cache-Control", "no-store");
    List<IceServer> servers =
        parts.iceServers.forClient(
            new IceServers.Door(
                request.arrival().host(), request.arrival().secure(), request.arrival().direct()),
            created.session().value().substring(0, 8),
            parts.instants.instant());
    for (IceServer server : servers) {
      for (String url : server.urls()) {
        response = response.with("Link", link(url, server));
      }
    }
    return Cors.allow(response);
  }

  /** RFC 9725 section 4.6. */
  private static String link(String url, IceServer server) {
    String link = "<" + url + ">; rel=\"ice-server\"";
    return server.username() == null
        ? link
        : link
            + "; username=\"%s\"; credential=\"%s\"; credential-type=\"password\""
                .formatted(server.username(), server.credential());
  }

  private static HttpResponse refused(HttpOutcome.Refused refused) {
    String message = refused.message();
    return switch (refused.refusal()) {
      // RFC 9725 section 4.2: understood, but not to be processed.
      case BAD_OFFER -> problem(422, ErrorCode.BAD_OFFER.wireName(), message, false);
      case NAME_TAKEN -> problem(409, ErrorCode.NAME_TAKEN.wireName(), message, false);
      case NO_SUCH_PARTICIPANT -> problem(404, "not-found", message, true);
      case NO_SUCH_SESSION -> problem(404, "not-found", message, false);
      case PRECONDITION_FAILED -> problem(412, "precondition-failed", message, false);
      case ROOM_FULL -> problem(503, ErrorCode.ROOM_FULL.wireName(), message, true);
      case SERVER_FULL -> problem(503, ErrorCode.SERVER_FULL.wireName(), message, true);
      case SHUTTING_DOWN -> problem(503, ErrorCode.SHUTTING_DOWN.wireName(), message, true);
      case INTERNAL -> problem(500, ErrorCode.INTERNAL.wireName(), message, false);
    };
  }

  private static HttpResponse forbidden(String grant) {
    return problem(
        403, ErrorCode.FORBIDDEN.wireName(), "The token does not grant " + grant + ".", false);
  }

  private static HttpResponse badRequest(String message) {
    return problem(400, ErrorCode.BAD_MESSAGE.wireName(), message, false);
  }

  private static HttpResponse unsupported(String type) {
    return problem(415, "unsupported-media-type", "Send " + type + ".", false);
  }

  private static HttpResponse problem(int status, String code, String detail, boolean later) {
    HttpResponse problem = HttpResponse.problem(status, code, detail);
    return Cors.allow(later ? problem.with("Retry-After", "1") : problem);
  }

  private static String escape(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static CompletionStage<HttpResponse> done(HttpResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
