package org.parley.signaling.whip;

import org.parley.signaling.http.HttpResponse;

/**
 * Lets pages of any origin use the endpoints (RFC 9725 section 4.7): tokens travel in a header, so
 * that no page acts with another's.
 */
final class Cors {
  private Cors() {}

  static HttpResponse allow(HttpResponse response) {
    return response
        .with("Access-Control-Allow-Origin", "*")
        .with("Access-Control-Expose-Headers", "Location, ETag, Link, Accept-Patch, Retry-After");
  }

  /**
   * The answer to OPTIONS.
   *
   * @param accept the header that names the media type of bodies, and the type
   */
  static HttpResponse preflight(String methods, String accept, String type) {
    return allow(HttpResponse.of(204))
        .with("Access-Control-Allow-Methods", methods + ", OPTIONS")
        .with("Access-Control-Allow-Headers", "Authorization, Content-Type, If-Match")
        .with("Access-Control-Max-Age", "86400")
        .with(accept, type);
  }
}
