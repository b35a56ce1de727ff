package org.parley.signaling.api;

import org.jspecify.annotations.Nullable;
import org.parley.signaling.http.HttpRequest;
import org.parley.signaling.http.HttpResponse;

/** What both endpoints do alike. */
final class Requests {
  private static final String SCHEME = "Bearer ";

  private Requests() {}

  /** The token of the Authorization header (RFC 6750 section 2.1). */
  static @Nullable String bearer(HttpRequest request) {
    String credentials = request.headers().first("Authorization").orElse("");
    return credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? credentials.substring(SCHEME.length()).strip()
        : null;
  }

  static HttpResponse json(String json) {
    return HttpResponse.of(200, "application/json", json + "\n").with("Cache-Control", "no-store");
  }

  static HttpResponse unauthorized(String detail) {
    return HttpResponse.problem(401, "unauthorized", detail).with("WWW-Authenticate", "Bearer");
  }
}
