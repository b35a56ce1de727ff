package org.parley.signaling.http;

import java.util.concurrent.CompletionStage;

/**
 * Answers the requests of a route. Called on a virtual thread of the request's own, where it may
 * block.
 */
@FunctionalInterface
public interface HttpHandler {
  /** A failed stage or an exception becomes a 500, with the cause in the log only. */
  CompletionStage<HttpResponse> handle(HttpRequest request);
}
