package org.parley.signaling.room;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.PeerEvent;
import org.parley.media.api.PeerId;
import org.parley.media.api.RoomId;
import org.parley.media.api.ServedLabels;
import org.parley.signaling.protocol.ClientMessage;
import org.parley.signaling.protocol.ErrorCode;
import org.parley.signaling.protocol.LeaveReason;
import org.parley.signaling.protocol.ParticipantId;
import org.parley.signaling.protocol.ServerMessage;
import org.parley.signaling.room.HttpOutcome.Refusal;
import org.parley.signaling.room.RoomEffect.AnswerTo;

/**
 * A room as a value machine: commands and the time in, effects out. Confined to the thread of its
 * room.
 */
final class RoomCore {
  private final RoomSettings settings;
  private final Roster roster;
  private final Distribution distribution;
  private final MediaLinks links;
  private final DataLinks data;
  private final Chat chat;
  private final SocketSessions clients;
  private final HttpSessions sessions;

  RoomCore(RoomId room, RoomSettings settings, RoomIds ids) {
    this.settings = settings;
    roster = new Roster(room);
    distribution = new Distribution(roster, settings.slots());
    links = new MediaLinks(roster, distribution, ids, member -> remove(member, LeaveReason.FAILED));
    data = new DataLinks(roster);
    chat = new Chat(roster, settings.chatMessages());
    Newcomers newcomers = new Newcomers(settings, ids, chat);
    clients = new SocketSessions(roster, distribution, newcomers, settings);
    sessions = new HttpSessions(roster, links, newcomers, settings);
  }

  boolean isEmpty() {
    return roster.members().isEmpty();
  }

  /** Of those who are in the room and of those who only watch. */
  Population population() {
    int listed = roster.listed().size();
    return new Population(listed, roster.members().size() - listed);
  }

  @Nullable RoomEffect nextEffect() {
    return roster.nextEffect();
  }

  /** Whom a command is about, for the log. */
  @Nullable ParticipantId subjectOf(RoomCommand command) {
    Member member =
        switch (command) {
          case RoomCommand.FromSocket fromSocket -> roster.at(fromSocket.connection());
          case RoomCommand.FromPeer event -> roster.at(event.peer());
          case RoomCommand.Patch patch -> roster.at(patch.session());
          case RoomCommand.Delete delete -> roster.at(delete.session());
          case RoomCommand.OpenWhip _,
              RoomCommand.OpenWhep _,
              RoomCommand.FromMedia _,
              RoomCommand.Applied _,
              RoomCommand.NotApplied _,
              RoomCommand.ShutDown _ ->
              null;
        };
    return member == null ? null : member.id();
  }

  void handle(RoomCommand command, Moment now) {
    long nowNanos = now.nanos();
    switch (command) {
      case RoomCommand.Enter enter -> clients.enter(enter, nowNanos);
      case RoomCommand.Resume resume -> clients.resume(resume, nowNanos);
      case RoomCommand.Received received -> receive(received, now);
      case RoomCommand.SocketLost lost -> lose(lost, nowNanos);
      case RoomCommand.OpenWhip open -> sessions.openWhip(open, nowNanos);
      case RoomCommand.OpenWhep open -> sessions.openWhep(open, nowNanos);
      case RoomCommand.Patch patch -> sessions.patch(patch, nowNanos);
      case RoomCommand.Delete delete -> delete(delete);
      case RoomCommand.FromPeer event -> onPeerEvent(event.peer(), event.event(), now);
      case RoomCommand.FromMedia event -> links.onRoomEvent(event.event());
      case RoomCommand.Applied applied -> links.applied(applied);
      case RoomCommand.NotApplied failed -> notApplied(failed);
      case RoomCommand.ShutDown _ -> shutDown();
    }
  }

  private void receive(RoomCommand.Received received, Moment now) {
    Member member = roster.at(received.connection());
    if (member == null) {
      return; // it was refused or replaced, and its close frame is on its way
    }
    roster.attach(member, new Attachment.Attached(received.connection(), now.nanos()));
    switch (received.message()) {
      case ClientMessage.Join again -> alreadyJoined(member, again);
      case ClientMessage.Resume again -> alreadyJoined(member, again);
      case ClientMessage.Offer offer -> links.offer(member, offer, now.nanos());
      case ClientMessage.Candidate candidate -> links.candidate(member, candidate);
      case ClientMessage.Want want -> want(member, want);
      case ClientMessage.Mute mute -> mute(member, mute);
      case ClientMessage.Chat message -> chat.onSocket(member, message, now);
      case ClientMessage.ChatHistory history -> chat.history(member, history, now.nanos());
      case ClientMessage.Channels channels -> data.negotiated(member, channels);
      case ClientMessage.Ping ping ->
          roster.tellUnsequenced(member, new ServerMessage.Pong(ping.id()));
      case ClientMessage.Leave leave -> {
        roster.tellUnsequenced(member, new ServerMessage.Left(leave.id()));
        roster.emit(new RoomEffect.CloseSocket(received.connection(), Roster.NORMAL, "left"));
        remove(member, LeaveReason.LEFT);
      }
    }
  }

  private void onPeerEvent(PeerId peer, PeerEvent event, Moment now) {
    Member member = roster.at(peer);
    if (member == null || !(member.link() instanceof Link.Open open)) {
      return; // of a connection that was replaced
    }
    switch (event) {
      case PeerEvent.Connected _, PeerEvent.Reconnected _ ->
          links.move(member, open, Link.Phase.CONNECTED, now.nanos());
      case PeerEvent.Disconnected _ ->
          links.move(member, open, Link.Phase.DISCONNECTED, now.nanos());
      case PeerEvent.Failed(String reason) -> links.failed(member, open, reason);
      case PeerEvent.TrackUndecodable undecodable -> links.undecodable(member, undecodable);
      case PeerEvent.DataConnected _ -> data.connected(member);
      case PeerEvent.DataEnded _ -> data.ended(member);
      case PeerEvent.ServedChannelOpened opened -> data.opened(member, opened);
      case PeerEvent.ServedChannelClosed closed -> data.closed(member, closed);
      case PeerEvent.ServedMessage(String label, String text) -> {
        if (label.equals(ServedLabels.CHAT)) {
          chat.onChannel(member, text, now);
        }
      }
      case PeerEvent.ChannelFaulted faulted -> data.faulted(member, faulted);
      // The path shows in metrics, and the codec is the subscribers' own business.
      case PeerEvent.PathChanged _, PeerEvent.TrackStarted _ -> {}
    }
  }

  private void alreadyJoined(Member member, ClientMessage message) {
    roster.fail(
        member, message.id(), ErrorCode.BAD_MESSAGE, "This connection is in a room already.");
  }

  private void want(Member member, ClientMessage.Want want) {
    if (!member.grants().subscribe()) {
      roster.fail(member, want.id(), ErrorCode.FORBIDDEN, "Your token does not let you subscribe.");
      return;
    }
    member.subscription().want(want.tracks());
    distribution.update(member);
  }

  private void mute(Member member, ClientMessage.Mute mute) {
    if (member.publications().mute(mute.track(), mute.muted())) {
      roster.tellChanged(member);
    } else {
      roster.fail(member, mute.id(), ErrorCode.BAD_MESSAGE, "`track` is none of yours");
    }
  }

  private void lose(RoomCommand.SocketLost lost, long nowNanos) {
    Member member = roster.at(lost.connection());
    if (member != null) {
      lose(member, lost.ended(), nowNanos);
    }
  }

  private void lose(Member member, @Nullable LeaveReason ended, long nowNanos) {
    if (ended != null) {
      remove(member, ended);
    } else if (member.link() instanceof Link.Failed) {
      remove(member, LeaveReason.FAILED);
    } else {
      roster.attach(member, new Attachment.Detached(nowNanos));
      roster.tellChanged(member);
    }
  }

  private void delete(RoomCommand.Delete delete) {
    Member member = roster.at(delete.session());
    if (member == null) {
      sessions.refuse(delete.request(), Refusal.NO_SUCH_SESSION, "This session has ended.");
      return;
    }
    remove(member, LeaveReason.LEFT);
    roster.emit(new RoomEffect.Reply(delete.request(), new HttpOutcome.Deleted()));
  }

  private void notApplied(RoomCommand.NotApplied failed) {
    Member member = roster.at(failed.apply().peer());
    if (member == null) {
      return;
    }
    String message = "The media connection could not be made: a fault of the server's.";
    switch (failed.apply().answerTo()) {
      case AnswerTo.Socket socket ->
          roster.fail(member, socket.replyTo(), ErrorCode.INTERNAL, message);
      case AnswerTo.NewSession session ->
          sessions.refuse(session.request(), Refusal.INTERNAL, message);
      case AnswerTo.IceRestart restart ->
          sessions.refuse(restart.request(), Refusal.INTERNAL, message);
    }
    remove(member, LeaveReason.FAILED);
  }

  private void shutDown() {
    roster.shutDown();
    for (Member member : List.copyOf(roster.members())) {
      roster.fail(member, null, ErrorCode.SHUTTING_DOWN, Roster.STOPPING);
      gone(member, LeaveReason.REMOVED);
    }
  }

  private void remove(Member member, LeaveReason reason) {
    gone(member, reason);
    if (member.isListed()) {
      roster.tellOthers(member, seq -> new ServerMessage.ParticipantLeft(seq, member.id(), reason));
      distribution.update();
    }
  }

  private void gone(Member member, LeaveReason reason) {
    PeerId peer = member.peer();
    if (peer != null) {
      roster.emit(new RoomEffect.ClosePeer(peer));
    }
    roster.remove(member);
    roster.emit(new RoomEffect.FreeSeat(member.id(), reason));
  }

  /** When {@link #onTimeout} is due, in the clock of {@code nowNanos}. */
  OptionalLong nextDeadlineNanos(long nowNanos) {
    return roster.members().stream()
        .flatMapToLong(member -> deadline(member).stream())
        .map(deadline -> deadline - nowNanos)
        .min()
        .stream()
        .map(wait -> wait + nowNanos)
        .findFirst();
  }

  void onTimeout(long nowNanos) {
    for (Member member : List.copyOf(roster.members())) {
      OptionalLong deadline = deadline(member);
      if (deadline.isPresent() && nowNanos - deadline.getAsLong() >= 0) {
        expire(member, nowNanos);
      }
    }
  }

  private void expire(Member member, long nowNanos) {
    switch (member.attachment()) {
      case Attachment.Attached attached -> {
        roster.emit(
            new RoomEffect.CloseSocket(attached.connection(), Roster.POLICY_VIOLATION, "silent"));
        lose(member, null, nowNanos);
      }
      case Attachment.Detached _ -> remove(member, LeaveReason.TIMEOUT);
      case Attachment.Whip _, Attachment.Whep _ -> remove(member, LeaveReason.FAILED);
    }
  }

  private OptionalLong deadline(Member member) {
    return switch (member.attachment()) {
      case Attachment.Attached attached ->
          OptionalLong.of(attached.heardNanos() + settings.silence().toNanos());
      case Attachment.Detached detached ->
          OptionalLong.of(detached.sinceNanos() + settings.resume().toNanos());
      case Attachment.Whip _, Attachment.Whep _ -> mediaDeadline(member.link());
    };
  }

  /** Media is all that a session over HTTP has to show that somebody is there. */
  private OptionalLong mediaDeadline(Link link) {
    if (!(link instanceof Link.Open open)) {
      return OptionalLong.empty();
    }
    return switch (open.phase()) {
      case CONNECTING -> OptionalLong.of(open.sinceNanos() + settings.httpConnect().toNanos());
      case CONNECTED -> OptionalLong.empty();
      case DISCONNECTED -> OptionalLong.of(open.sinceNanos() + settings.httpLost().toNanos());
    };
  }
}
