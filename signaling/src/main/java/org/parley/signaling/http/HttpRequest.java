package org.parley.signaling.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A whole request.
 *
 * @param method upper case as sent
 * @param path decoded, without the query
 * @param pathParameters by the names in the route's template, decoded
 * @param query decoded; of a repeated name the first; a name without {@code =} has an empty value
 * @param body at most the door's limit; empty without one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; owned by the one handler
public record HttpRequest(
    String method,
    String path,
    Map<String, String> pathParameters,
    Map<String, String> query,
    Headers headers,
    byte[] body,
    Arrival arrival) {

  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The value of a parameter that the route's template names. */
  public String parameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The route has no parameter " + name);
    }
    return value;
  }

  HttpRequest withPathParameters(Map<String, String> parameters) {
    return new HttpRequest(method, path, parameters, query, headers, body, arrival);
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
