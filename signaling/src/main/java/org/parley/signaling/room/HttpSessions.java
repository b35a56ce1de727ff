package org.parley.signaling.room;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.IceCredentials;
import org.parley.signaling.negotiation.Negotiation;
import org.parley.signaling.negotiation.NegotiationPolicy;
import org.parley.signaling.negotiation.NegotiationResult;
import org.parley.signaling.negotiation.Negotiator;
import org.parley.signaling.negotiation.TrickleFragment;
import org.parley.signaling.protocol.ServerMessage;
import org.parley.signaling.room.HttpOutcome.Refusal;
import org.parley.signaling.room.RoomEffect.AnswerTo;

/** Members by WHIP (RFC 9725) and WHEP. */
final class HttpSessions {
  private final Roster roster;
  private final MediaLinks links;
  private final Newcomers newcomers;
  private final RoomSettings settings;

  HttpSessions(Roster roster, MediaLinks links, Newcomers newcomers, RoomSettings settings) {
    this.roster = roster;
    this.links = links;
    this.newcomers = newcomers;
    this.settings = settings;
  }

  void openWhip(RoomCommand.OpenWhip open, long nowNanos) {
    if (roster.named(open.visitor().name()) != null) {
      refuse(
          open.request(),
          open.visitor(),
          Refusal.NAME_TAKEN,
          "Somebody of this name is in the room. Choose another by ?name=NAME.");
      return;
    }
    Opening opening =
        new Opening(
            open.request(),
            open.session(),
            open.visitor(),
            new Attachment.Whip(open.session()),
            NegotiationPolicy.publisher(),
            open.sdp());
    enter(opening, nowNanos);
  }

  void openWhep(RoomCommand.OpenWhep open, long nowNanos) {
    if (roster.named(open.target()) == null) {
      refuse(
          open.request(),
          open.visitor(),
          Refusal.NO_SUCH_PARTICIPANT,
          "Nobody of this name is in the room. Try again in a moment.");
      return;
    }
    // One audio and one video m-line are pinned; more of them stay empty.
    Opening opening =
        new Opening(
            open.request(),
            open.session(),
            open.visitor(),
            new Attachment.Whep(open.session(), open.target()),
            NegotiationPolicy.viewer(settings.slots()),
            open.sdp());
    enter(opening, nowNanos);
  }

  private record Opening(
      RequestId request,
      SessionId session,
      Visitor visitor,
      Attachment attachment,
      NegotiationPolicy policy,
      String sdp) {}

  private void enter(Opening opening, long nowNanos) {
    if (roster.isShuttingDown()) {
      refuse(
          opening.request,
          opening.visitor,
          Refusal.SHUTTING_DOWN,
          "The server stops. Try again in a moment.");
      return;
    }
    if (roster.members().size() >= settings.participants()) {
      refuse(
          opening.request,
          opening.visitor,
          Refusal.ROOM_FULL,
          "The room has its limit of participants. Try later.");
      return;
    }
    Negotiator negotiator = newcomers.negotiator(opening.policy);
    switch (negotiator.offer(opening.sdp, Map.of())) {
      case NegotiationResult.Rejected rejected ->
          refuse(opening.request, opening.visitor, Refusal.BAD_OFFER, rejected.message());
      case NegotiationResult.Accepted(Negotiation negotiation) -> {
        String missing = missing(opening.attachment, negotiation);
        if (missing != null) {
          refuse(opening.request, opening.visitor, Refusal.BAD_OFFER, missing);
          return;
        }
        Member member = newcomers.member(opening.visitor, opening.attachment, negotiator, nowNanos);
        roster.add(member);
        if (member.isListed()) {
          roster.tellOthers(member, seq -> new ServerMessage.ParticipantJoined(seq, member.info()));
        }
        links.apply(
            member,
            negotiation,
            new AnswerTo.NewSession(opening.request, opening.session),
            nowNanos);
      }
    }
  }

  private static @Nullable String missing(Attachment attachment, Negotiation negotiation) {
    if (negotiation.remote().data() != null) {
      return null; // data channels alone are worth a session
    }
    if (attachment instanceof Attachment.Whip && negotiation.published().isEmpty()) {
      return "No m-line of the offer sends with a codec that this server forwards.";
    }
    if (attachment instanceof Attachment.Whep && negotiation.slots().isEmpty()) {
      return "No m-line of the offer receives with a codec that this server forwards.";
    }
    return null;
  }

  void patch(RoomCommand.Patch patch, long nowNanos) {
    Member member = roster.at(patch.session());
    if (member == null || !(member.link() instanceof Link.Open open)) {
      refuse(patch.request(), Refusal.NO_SUCH_SESSION, "This session has ended.");
      return;
    }
    TrickleFragment.Candidates fragment = patch.fragment();
    List<String> expected = patch.ifMatch();
    if (!expected.isEmpty() && !expected.contains("*") && !expected.contains(open.localUfrag())) {
      refuse(
          patch.request(),
          Refusal.PRECONDITION_FAILED,
          "ICE was restarted since: the entity tag in If-Match is not the current one.");
    } else if (fragment.ufrag().equals(open.remoteUfrag())) {
      links.addCandidates(member, fragment.candidates());
      roster.emit(new RoomEffect.Reply(patch.request(), new HttpOutcome.Trickled()));
    } else {
      restart(member, patch, nowNanos);
    }
  }

  /** RFC 9725 section 4.3.3: other credentials restart ICE. */
  private void restart(Member member, RoomCommand.Patch patch, long nowNanos) {
    TrickleFragment.Candidates fragment = patch.fragment();
    Optional<String> password = Optional.ofNullable(fragment.password());
    if (password.isEmpty()) {
      refuse(
          patch.request(),
          Refusal.PRECONDITION_FAILED,
          "a=ice-ufrag is of another ICE generation, and there is no a=ice-pwd to start one.");
      return;
    }
    IceCredentials remote = new IceCredentials(fragment.ufrag(), password.get());
    switch (member.negotiator().restart(remote)) {
      case NegotiationResult.Rejected rejected ->
          refuse(patch.request(), Refusal.BAD_OFFER, rejected.message());
      case NegotiationResult.Accepted(Negotiation negotiation) ->
          links.apply(
              member,
              negotiation,
              new AnswerTo.IceRestart(patch.request(), fragment.candidates()),
              nowNanos);
    }
  }

  void refuse(RequestId request, Visitor visitor, Refusal refusal, String message) {
    refuse(request, refusal, message);
    roster.emit(new RoomEffect.FreeSeat(visitor.id(), null));
  }

  void refuse(RequestId request, Refusal refusal, String message) {
    roster.emit(new RoomEffect.Reply(request, new HttpOutcome.Refused(refusal, message)));
  }
}
