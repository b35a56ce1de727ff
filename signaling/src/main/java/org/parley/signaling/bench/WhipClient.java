package org.parley.signaling.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** POSTs offers to WHIP and WHEP endpoints and DELETEs the sessions (RFC 9725 §4.2). */
final class WhipClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final int MAX_QUOTED = 300;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          // RFC 9725 §4.5: servers may send clients elsewhere by 307.
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(TIMEOUT)
          .build();
  private final @Nullable String token;

  WhipClient(@Nullable String token) {
    this.token = token;
  }

  /**
   * @param resource to delete when done; absent if the server named none
   */
  record Session(Optional<URI> resource, SdpAnswer answer) {}

  static URI endpoint(String template, String room, String name) {
    return URI.create(template.replace("{room}", encode(room)).replace("{name}", encode(name)));
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  Session join(URI endpoint, SdpOffer offer) throws IOException, InterruptedException {
    HttpRequest request =
        request(endpoint)
            .header("Content-Type", "application/sdp")
            .header("Accept", "application/sdp")
            .POST(HttpRequest.BodyPublishers.ofString(offer.text()))
            .build();
    HttpResponse<String> response = send(request, BodyHandlers.ofString());
    String body = response.body();
    if (response.statusCode() != 201) {
      throw new IOException("POST %s: %d %s".formatted(endpoint, response.statusCode(), cut(body)));
    }
    // Relative to where the answer came from, which a redirect may have changed.
    Optional<URI> resource = response.headers().firstValue("Location").map(response.uri()::resolve);
    return switch (SdpAnswer.parse(body)) {
      case SdpAnswer.Parse.Parsed(SdpAnswer answer) -> new Session(resource, answer);
      case SdpAnswer.Parse.Malformed(String reason) ->
          throw new IOException("POST %s: bad answer, %s".formatted(endpoint, reason));
    };
  }

  HttpClient http() {
    return http;
  }

  /** The status of the answer. */
  int leave(URI resource) throws IOException, InterruptedException {
    return send(request(resource).DELETE().build(), BodyHandlers.discarding()).statusCode();
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws IOException, InterruptedException {
    try {
      return http.send(request, body);
    } catch (ConnectException e) {
      throw new IOException("%s %s: cannot connect".formatted(request.method(), request.uri()), e);
    } catch (HttpTimeoutException e) {
      throw new IOException("%s %s: no answer".formatted(request.method(), request.uri()), e);
    }
  }

  void close() {
    http.shutdownNow();
  }

  private HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
    return token == null ? builder : builder.header("Authorization", "Bearer " + token);
  }

  private static String cut(String body) {
    return body.length() <= MAX_QUOTED ? body : body.substring(0, MAX_QUOTED) + "…";
  }
}
