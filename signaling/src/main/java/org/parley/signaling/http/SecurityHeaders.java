package org.parley.signaling.http;

import java.util.Map;
import java.util.function.BiConsumer;
import org.parley.signaling.config.TlsConfig;

/**
 * What every response tells the browser to forbid. A handler's own header of the same name wins.
 */
final class SecurityHeaders {
  /** For the page: only what comes from us runs. */
  static final String PAGE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
          + " media-src 'self' blob:; font-src 'self'; connect-src 'self' ws: wss:;"
          + " worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'";

  private static final Map<String, String> ALWAYS =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "same-origin",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Permissions-Policy",
              "camera=(self), microphone=(self), display-capture=(self), geolocation=(),"
                  + " payment=(), usb=()");

  private SecurityHeaders() {}

  static void addMissing(
      HttpResponse response, TlsConfig.Mode tls, BiConsumer<String, String> add) {
    ALWAYS.forEach(
        (name, value) -> {
          if (!response.headers().has(name)) {
            add.accept(name, value);
          }
        });
    // RFC 6797. Not with a self-signed certificate: a browser that remembers it lets nobody past
    // its warning.
    if (tls == TlsConfig.Mode.FILES) {
      add.accept("Strict-Transport-Security", "max-age=15552000");
    }
  }
}
