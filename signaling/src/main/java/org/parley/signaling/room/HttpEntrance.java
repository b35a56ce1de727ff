package org.parley.signaling.room;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.RoomId;
import org.parley.signaling.auth.Grants;
import org.parley.signaling.negotiation.TrickleFragment;
import org.parley.signaling.room.HttpOutcome.Refusal;

/** Rooms as WHIP and WHEP see them: requests in, one outcome each. Safe to use from any thread. */
public final class HttpEntrance {
  private final SignalingService service;
  private final Map<RequestId, CompletableFuture<HttpOutcome>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong lastRequest = new AtomicLong();

  HttpEntrance(SignalingService service) {
    this.service = service;
  }

  /**
   * Somebody who comes by HTTP.
   *
   * @param name in the room; null has one made up
   * @param reachedBy our address by which the client reached us, when it is ours
   */
  public record Guest(
      RoomId room, @Nullable String name, Grants grants, @Nullable InetAddress reachedBy) {}

  /** A new participant that only sends. */
  public CompletionStage<HttpOutcome> publish(Guest guest, String sdp) {
    return admit(
        guest, entry -> new RoomCommand.OpenWhip(entry.request, entry.session, entry.visitor, sdp));
  }

  /** A viewer of the participant that is called {@code target}. */
  public CompletionStage<HttpOutcome> view(Guest guest, String target, String sdp) {
    if (service.directory().find(guest.room()) == null) {
      return refused(
          Refusal.NO_SUCH_PARTICIPANT,
          "Nobody of this name is in the room. Try again in a moment.");
    }
    return admit(
        guest,
        entry ->
            new RoomCommand.OpenWhep(entry.request, entry.session, entry.visitor, target, sdp));
  }

  /**
   * @param ifMatch one of these entity tags is expected, {@code *} is any; empty expects nothing
   */
  public CompletionStage<HttpOutcome> patch(
      RoomId room, SessionId session, TrickleFragment.Candidates fragment, List<String> ifMatch) {
    return ask(room, request -> new RoomCommand.Patch(request, session, fragment, ifMatch));
  }

  public CompletionStage<HttpOutcome> delete(RoomId room, SessionId session) {
    return ask(room, request -> new RoomCommand.Delete(request, session));
  }

  private record Entry(RequestId request, SessionId session, Visitor visitor) {}

  private CompletionStage<HttpOutcome> admit(Guest guest, Function<Entry, RoomCommand> command) {
    SecureIds ids = service.ids();
    String name = guest.name() == null ? "guest-" + ids.nextNameSuffix() : guest.name();
    Visitor visitor =
        new Visitor(ids.nextParticipant(), name, guest.grants(), guest.reachedBy(), List.of());
    RequestId request = new RequestId(lastRequest.incrementAndGet());
    CompletableFuture<HttpOutcome> answer = new CompletableFuture<>();
    waiting.put(request, answer);
    RoomCommand open = command.apply(new Entry(request, ids.nextSession(), visitor));
    switch (service.directory().admit(guest.room(), open)) {
      case RoomDirectory.Admission.Admitted _ -> {}
      case RoomDirectory.Admission.ServerFull(String reason) ->
          answer(request, new HttpOutcome.Refused(Refusal.SERVER_FULL, reason));
      case RoomDirectory.Admission.ShuttingDown _ ->
          answer(
              request,
              new HttpOutcome.Refused(
                  Refusal.SHUTTING_DOWN, "The server stops. Try again in a moment."));
    }
    return answer;
  }

  private CompletionStage<HttpOutcome> ask(RoomId room, Function<RequestId, RoomCommand> command) {
    RequestId request = new RequestId(lastRequest.incrementAndGet());
    CompletableFuture<HttpOutcome> answer = new CompletableFuture<>();
    waiting.put(request, answer);
    Room found = service.directory().find(room);
    if (found == null || !found.post(command.apply(request))) {
      answer(request, new HttpOutcome.Refused(Refusal.NO_SUCH_SESSION, "This session has ended."));
    }
    return answer;
  }

  private static CompletionStage<HttpOutcome> refused(Refusal refusal, String message) {
    return CompletableFuture.completedFuture(new HttpOutcome.Refused(refusal, message));
  }

  /** From the room; the second answer to a request goes nowhere. */
  void answer(RequestId request, HttpOutcome outcome) {
    CompletableFuture<HttpOutcome> answer = waiting.remove(request);
    if (answer != null) {
      answer.complete(outcome);
    }
  }
}
