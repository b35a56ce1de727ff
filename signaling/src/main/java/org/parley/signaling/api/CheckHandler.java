package org.parley.signaling.api;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.auth.Authenticator;
import org.parley.signaling.doctor.Diagnosis;
import org.parley.signaling.http.HttpRequest;
import org.parley.signaling.http.HttpResponse;
import org.parley.signaling.http.Routes;

/**
 * {@code GET /api/turn/check?host=HOST}: looks whether relaying works, now, for {@code bin/parley
 * doctor}.
 */
public final class CheckHandler {
  public static final String PATH = "/api/turn/check";

  /** {@code ok} or {@code problems}. */
  public static final String VERDICT = "Parley-Check";

  private final AdminGate gate;
  private final Function<@Nullable String, Diagnosis> check;

  /**
   * @param check may block
   */
  public CheckHandler(
      Authenticator authenticator,
      InstantSource instants,
      Function<@Nullable String, Diagnosis> check) {
    this.gate = new AdminGate(authenticator, instants);
    this.check = check;
  }

  public void register(Routes routes) {
    routes.get(PATH, this::answer);
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request) {
    HttpResponse refusal = gate.refusal(request);
    if (refusal != null) {
      return CompletableFuture.completedFuture(refusal);
    }
    Diagnosis diagnosis = check.apply(request.query().get("host"));
    return CompletableFuture.completedFuture(
        HttpResponse.of(200, "text/plain; charset=utf-8", diagnosis.text())
            .with("Cache-Control", "no-store")
            .with(VERDICT, diagnosis.hasProblems() ? "problems" : "ok"));
  }
}
