package org.parley.signaling.http;

import java.nio.charset.StandardCharsets;

/**
 * A whole response. The door adds Content-Length, Date and the security headers.
 *
 * @param body sent as it is; left out of answers to HEAD, with its length declared
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpResponse(int status, Headers headers, byte[] body) {

  public static HttpResponse of(int status) {
    return new HttpResponse(status, Headers.none(), new byte[0]);
  }

  public static HttpResponse of(int status, String contentType, String body) {
    return new HttpResponse(
        status, Headers.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * An error in problem details (RFC 9457).
   *
   * @param code one of the codes in docs/protocol.md, or a word for the HTTP error
   * @param detail cause and remedy, for people
   */
  public static HttpResponse problem(int status, String code, String detail) {
    String json =
        "{\"status\":%d,\"code\":%s,\"detail\":%s}"
            .formatted(status, JsonText.quote(code), JsonText.quote(detail));
    return of(status, "application/problem+json", json).with("Cache-Control", "no-store");
  }

  /** This response with one more header. */
  public HttpResponse with(String name, String value) {
    return new HttpResponse(status, headers.and(name, value), body);
  }
}
