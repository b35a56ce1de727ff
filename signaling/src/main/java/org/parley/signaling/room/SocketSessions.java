package org.parley.signaling.room;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.signaling.auth.Grants;
import org.parley.signaling.negotiation.NegotiationPolicy;
import org.parley.signaling.protocol.ClientMessage;
import org.parley.signaling.protocol.ErrorCode;
import org.parley.signaling.protocol.ServerMessage;
import org.parley.signaling.protocol.ServerMessage.ParticipantInfo;
import org.parley.signaling.protocol.ServerMessage.Sequenced;

/** Members by WebSocket: how they enter, and how they come back on another socket. */
final class SocketSessions {
  private final Roster roster;
  private final Distribution distribution;
  private final Newcomers newcomers;
  private final RoomSettings settings;

  SocketSessions(
      Roster roster, Distribution distribution, Newcomers newcomers, RoomSettings settings) {
    this.roster = roster;
    this.distribution = distribution;
    this.newcomers = newcomers;
    this.settings = settings;
  }

  void enter(RoomCommand.Enter enter, long nowNanos) {
    Visitor visitor = enter.visitor();
    Refused refused = refusal(visitor);
    if (refused != null) {
      roster.fail(enter.connection(), enter.replyTo(), refused.code, refused.message);
      roster.emit(new RoomEffect.FreeSeat(visitor.id(), null));
      return;
    }
    Member member =
        newcomers.member(
            visitor,
            new Attachment.Attached(enter.connection(), nowNanos),
            newcomers.negotiator(policy(visitor.grants())),
            nowNanos);
    roster.add(member);
    welcome(member, enter.replyTo());
    roster.tellOthers(member, seq -> new ServerMessage.ParticipantJoined(seq, member.info()));
  }

  private record Refused(ErrorCode code, String message) {}

  private @Nullable Refused refusal(Visitor visitor) {
    if (roster.isShuttingDown()) {
      return new Refused(ErrorCode.SHUTTING_DOWN, Roster.STOPPING);
    }
    if (roster.named(visitor.name()) != null) {
      return new Refused(
          ErrorCode.NAME_TAKEN, "Somebody of this name is in the room. Choose another.");
    }
    if (roster.members().size() >= settings.participants()) {
      return new Refused(
          ErrorCode.ROOM_FULL,
          "The room has its limit of " + settings.participants() + " participants.");
    }
    return null;
  }

  private NegotiationPolicy policy(Grants grants) {
    return NegotiationPolicy.participant(settings.slots())
        .restrictedTo(grants.publish(), grants.subscribe());
  }

  private void welcome(Member member, @Nullable String replyTo) {
    ResumeToken token = renewToken(member);
    List<ParticipantInfo> others = new ArrayList<>();
    for (Member other : roster.listed()) {
      if (other != member) {
        others.add(other.info());
      }
    }
    roster.tell(
        member,
        seq ->
            new ServerMessage.Welcome(
                replyTo,
                seq,
                roster.room().value(),
                member.info(),
                token.text(),
                settings.resume().toSeconds(),
                member.iceServers(),
                settings.limits(),
                member.grants().names(),
                others));
    tellSpeakers(member);
  }

  private void tellSpeakers(Member member) {
    if (!distribution.speaking().isEmpty()) {
      roster.tellUnsequenced(member, new ServerMessage.Speakers(distribution.speaking()));
    }
  }

  private ResumeToken renewToken(Member member) {
    ResumeToken token = newcomers.resumeToken(roster.room(), member);
    member.resumeToken(token);
    return token;
  }

  void resume(RoomCommand.Resume resume, long nowNanos) {
    Member member = roster.member(resume.token().participant());
    ResumeToken expected = member == null ? null : member.resumeToken();
    if (member == null
        || expected == null
        || !expected.hasSecretOf(resume.token())
        || resume.message().lastSeq() > member.outbox().lastSeq()) {
      roster.fail(
          resume.connection(),
          resume.message().id(),
          ErrorCode.RESUME_FAILED,
          "There is no such session any more. Join again.");
      return;
    }
    roster.fail(member, null, ErrorCode.REPLACED, "The session goes on over another connection.");
    boolean wasDetached = member.attachment() instanceof Attachment.Detached;
    roster.attach(member, new Attachment.Attached(resume.connection(), nowNanos));
    member.reachedBy(resume.reachedBy());
    catchUp(member, resume.message());
    if (wasDetached) {
      roster.tellChanged(member);
    }
  }

  private void catchUp(Member member, ClientMessage.Resume message) {
    List<Sequenced> missed = member.outbox().after(message.lastSeq());
    if (missed != null) {
      String token = renewToken(member).text();
      roster.tellUnsequenced(member, new ServerMessage.Resumed(message.id(), token, missed.size()));
      missed.forEach(kept -> roster.tellUnsequenced(member, kept));
      tellSpeakers(member);
      return;
    }
    // More was missed than is kept: the whole picture instead.
    Subscription subscription = member.subscription();
    Subscription.Needed needed = subscription.unanswered();
    int messages = 1 + (subscription.told().isEmpty() ? 0 : 1) + (needed == null ? 0 : 1);
    String token = renewToken(member).text();
    roster.tellUnsequenced(member, new ServerMessage.Resumed(message.id(), token, messages));
    welcome(member, null);
    if (!subscription.told().isEmpty()) {
      roster.tell(member, seq -> new ServerMessage.Slots(seq, subscription.told()));
    }
    if (needed != null) {
      roster.tell(
          member, seq -> new ServerMessage.OfferNeeded(seq, needed.audio(), needed.video()));
    }
  }
}
