package org.parley.signaling.api;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.parley.signaling.auth.Authenticator;
import org.parley.signaling.http.HttpRequest;
import org.parley.signaling.http.HttpResponse;
import org.parley.signaling.http.JsonText;
import org.parley.signaling.http.Routes;
import org.parley.turn.relay.AllocationInfo;

/** {@code GET /api/turn/allocations}: who relays, for admins. */
public final class AllocationsHandler {
  private final AdminGate gate;
  private final InstantSource instants;
  private final Supplier<CompletableFuture<List<AllocationInfo>>> allocations;

  public AllocationsHandler(
      Authenticator authenticator,
      InstantSource instants,
      Supplier<CompletableFuture<List<AllocationInfo>>> allocations) {
    this.gate = new AdminGate(authenticator, instants);
    this.instants = instants;
    this.allocations = allocations;
  }

  public void register(Routes routes) {
    routes.get("/api/turn/allocations", this::answer);
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request) {
    HttpResponse refusal = gate.refusal(request);
    return refusal != null
        ? CompletableFuture.completedFuture(refusal)
        : allocations.get().thenApply(list -> Requests.json(json(list)));
  }

  private String json(List<AllocationInfo> list) {
    Instant now = instants.instant().truncatedTo(ChronoUnit.SECONDS);
    return list.stream()
        .map(allocation -> json(allocation, now))
        .collect(Collectors.joining(",", "{\"allocations\":[", "]}"));
  }

  private static String json(AllocationInfo allocation, Instant now) {
    return ("{\"user\":%s,\"client\":%s,\"transport\":%s,\"protocol\":%s,\"relayed\":[%s],"
            + "\"expires\":%s,\"permissions\":%d,\"channels\":%d,\"connections\":%d,"
            + "\"bytesToPeer\":%d,\"bytesToClient\":%d}")
        .formatted(
            JsonText.quote(allocation.username()),
            quote(allocation.client().client()),
            lower(allocation.client().transport()),
            lower(allocation.protocol()),
            allocation.relayed().stream()
                .map(AllocationsHandler::quote)
                .collect(Collectors.joining(",")),
            JsonText.quote(now.plusSeconds(allocation.secondsLeft()).toString()),
            allocation.permissions(),
            allocation.channels(),
            allocation.connections(),
            allocation.bytesToPeer(),
            allocation.bytesToClient());
  }

  private static String quote(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return JsonText.quote(
        (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort());
  }

  private static String lower(Enum<?> name) {
    return JsonText.quote(name.name().toLowerCase(Locale.ROOT));
  }
}
