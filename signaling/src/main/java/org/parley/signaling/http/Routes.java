package org.parley.signaling.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Which handler answers which method and path. Templates are made of literal segments and of
 * parameters such as {@code /whip/{room}}; a last segment {@code {name...}} takes the rest of the
 * path. The first that fits, wins.
 */
public final class Routes {
  private final List<Route> routes = new ArrayList<>();
  private final Map<String, UpgradeHandler> upgrades = new HashMap<>();

  public Routes get(String template, HttpHandler handler) {
    return on("GET", template, handler);
  }

  public Routes post(String template, HttpHandler handler) {
    return on("POST", template, handler);
  }

  public Routes on(String method, String template, HttpHandler handler) {
    routes.add(new Route(method, List.of(split(template)), handler));
    return this;
  }

  /** Requests to this path that ask for an upgrade; without one they are answered by 426. */
  public Routes upgrade(String path, UpgradeHandler handler) {
    upgrades.put(path, handler);
    return get(
        path,
        _ ->
            CompletableFuture.completedFuture(
                HttpResponse.problem(426, "upgrade-required", "Connect with a WebSocket client.")
                    .with("Upgrade", "websocket")));
  }

  @Nullable UpgradeHandler upgradeHandler(String path) {
    return upgrades.get(path);
  }

  /** What a method and a path lead to. */
  sealed interface Match {
    record Found(HttpHandler handler, Map<String, String> parameters) implements Match {}

    record NotFound() implements Match {}

    /** The path exists, but not for this method: {@code allow} is the Allow header. */
    record MethodNotAllowed(String allow) implements Match {}
  }

  Match match(String method, List<String> segments) {
    // RFC 9110 section 9.3.2: HEAD is GET without the body.
    String wanted = method.equals("HEAD") ? "GET" : method;
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Map<String, String> parameters = route.match(segments);
      if (parameters == null) {
        continue;
      }
      if (route.method.equals(wanted)) {
        return new Match.Found(route.handler, parameters);
      }
      allowed.add(route.method);
    }
    if (allowed.isEmpty()) {
      return new Match.NotFound();
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    return new Match.MethodNotAllowed(String.join(", ", allowed));
  }

  static String[] split(String path) {
    return path.substring(1).split("/", -1);
  }

  private record Route(String method, List<String> template, HttpHandler handler) {
    private @Nullable Map<String, String> match(List<String> segments) {
      Map<String, String> parameters = new HashMap<>();
      for (int i = 0; i < template.size(); i++) {
        String part = template.get(i);
        if (part.endsWith("...}")) {
          if (i >= segments.size()) {
            return null;
          }
          parameters.put(
              part.substring(1, part.length() - 4),
              String.join("/", segments.subList(i, segments.size())));
          return parameters;
        }
        if (i >= segments.size()) {
          return null;
        }
        if (part.startsWith("{")) {
          if (segments.get(i).isEmpty()) {
            return null;
          }
          parameters.put(part.substring(1, part.length() - 1), segments.get(i));
        } else if (!part.equals(segments.get(i))) {
          return null;
        }
      }
      return template.size() == segments.size() ? parameters : null;
    }
  }
}
