package org.parley.signaling.api;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.auth.Authenticator;
import org.parley.signaling.http.Arrival;
import org.parley.signaling.http.HttpRequest;
import org.parley.signaling.http.HttpResponse;

/** Lets admins pass: with their token or, where nobody needs one, from this machine. */
final class AdminGate {
  private final Authenticator authenticator;
  private final InstantSource instants;

  AdminGate(Authenticator authenticator, InstantSource instants) {
    this.authenticator = authenticator;
    this.instants = instants;
  }

  /** The answer to somebody else; null lets pass. */
  @Nullable HttpResponse refusal(HttpRequest request) {
    return switch (authenticator.admin(
        Requests.bearer(request), isLocal(request.arrival()), instants.instant())) {
      case GRANTED -> null;
      case BAD_TOKEN ->
          Requests.unauthorized(
              "A token of an admin is needed: bin/parley token --admin makes one. Send it as"
                  + " Authorization: Bearer.");
      case NO_GRANT -> forbidden("The token does not grant admin: bin/parley token --admin does.");
      case NOT_LOCAL ->
          forbidden(
              "With auth.mode: open this is for http://localhost only. Ask from the server itself,"
                  + " or set auth.mode: token and use a token of bin/parley token --admin.");
    };
  }

  /** A page of another site could make its name ours, and a proxy here brings anybody. */
  private static boolean isLocal(Arrival arrival) {
    return arrival.direct()
        && arrival.client().getAddress().isLoopbackAddress()
        && arrival.host().matches("(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?");
  }

  private static HttpResponse forbidden(String detail) {
    return HttpResponse.problem(403, "forbidden", detail);
  }
}
