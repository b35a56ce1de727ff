package org.parley.signaling.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.parley.signaling.http.HttpHandler;
import org.parley.signaling.http.HttpResponse;
import org.parley.signaling.http.JsonText;

/** Asks every part how it is, and says it as JSON. */
public final class HealthChecks {
  private final Map<String, Supplier<Health>> parts = new ConcurrentSkipListMap<>();
  private final List<String> warnings = new CopyOnWriteArrayList<>();

  /** The check must be quick and safe to call from any thread. */
  public void register(String part, Supplier<Health> check) {
    parts.put(part, check);
  }

  /** Something that the operator should know for as long as the process lives. */
  public void warn(String warning) {
    warnings.add(warning);
  }

  /** Answers {@code GET /health}: 200 while nothing fails, else 503. */
  public HttpHandler handler() {
    return request -> CompletableFuture.completedFuture(respond());
  }

  private HttpResponse respond() {
    Health.Status worst = Health.Status.OK;
    StringBuilder partsJson = new StringBuilder();
    for (Map.Entry<String, Supplier<Health>> part : parts.entrySet()) {
      Health health = ask(part.getValue());
      if (health.status().compareTo(worst) > 0) {
        worst = health.status();
      }
      partsJson.append(partsJson.isEmpty() ? "" : ",").append(JsonText.quote(part.getKey()));
      partsJson.append(":{\"status\":").append(quote(health.status()));
      if (!health.detail().isEmpty()) {
        partsJson.append(",\"detail\":").append(JsonText.quote(health.detail()));
      }
      if (!health.details().isEmpty()) {
        partsJson.append(
            health.details().entrySet().stream()
                .map(each -> JsonText.quote(each.getKey()) + ":" + JsonText.quote(each.getValue()))
                .collect(Collectors.joining(",", ",\"details\":{", "}")));
      }
      partsJson.append('}');
    }
    String json =
        "{\"status\":%s,\"parts\":{%s},\"warnings\":[%s]}\n"
            .formatted(
                quote(worst),
                partsJson,
                warnings.stream().map(JsonText::quote).collect(Collectors.joining(",")));
    int status = worst == Health.Status.FAILING ? 503 : 200;
    return HttpResponse.of(status, "application/json", json).with("Cache-Control", "no-store");
  }

  private static Health ask(Supplier<Health> check) {
    try {
      return check.get();
    } catch (RuntimeException e) {
      return Health.failing("The check itself failed: " + e.getClass().getSimpleName());
    }
  }

  private static String quote(Health.Status status) {
    return JsonText.quote(status.name().toLowerCase(Locale.ROOT));
  }
}
