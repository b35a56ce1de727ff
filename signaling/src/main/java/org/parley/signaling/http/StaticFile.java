package org.parley.signaling.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One file of the page.
 *
 * @param hash of its content
 */
record StaticFile(Headers headers, String hash, Encodings encodings) {

  /** Its content as it is and, where that pays, compressed. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Encodings(byte[] identity, byte @Nullable [] gzip, byte @Nullable [] brotli) {}

  HttpResponse answer(HttpRequest request) {
    String accepted =
        String.join(",", request.headers().all("Accept-Encoding")).toLowerCase(Locale.ROOT);
    if (encodings.brotli != null && accepts(accepted, "br")) {
      return encoded(request, "br", encodings.brotli);
    }
    if (encodings.gzip != null && accepts(accepted, "gzip")) {
      return encoded(request, "gzip", encodings.gzip);
    }
    return conditional(request, new HttpResponse(200, headers, encodings.identity), hash);
  }

  private HttpResponse encoded(HttpRequest request, String encoding, byte[] body) {
    HttpResponse response = new HttpResponse(200, headers, body).with("Content-Encoding", encoding);
    return conditional(request, response, hash + "-" + encoding);
  }

  /** RFC 9110 section 13.1.2: 304 when the client has this very representation. */
  private HttpResponse conditional(HttpRequest request, HttpResponse response, String tag) {
    String quoted = "\"" + tag + "\"";
    boolean known =
        request.headers().all("If-None-Match").stream()
            .anyMatch(tags -> tags.contains(quoted) || tags.strip().equals("*"));
    return known
        ? new HttpResponse(304, headers.without("Content-Type"), new byte[0]).with("ETag", quoted)
        : response.with("ETag", quoted);
  }

  /** RFC 9110 section 12.5.3; a weight of zero refuses. */
  private static boolean accepts(String accepted, String encoding) {
    for (String part : accepted.split(",")) {
      String[] pieces = part.strip().split(";", 2);
      if (pieces[0].strip().equals(encoding)) {
        return pieces.length < 2 || !pieces[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
      }
    }
    return false;
  }
}
