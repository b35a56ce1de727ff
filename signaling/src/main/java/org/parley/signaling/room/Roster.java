package org.parley.signaling.room;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.PeerId;
import org.parley.media.api.RoomId;
import org.parley.signaling.protocol.ErrorCode;
import org.parley.signaling.protocol.ParticipantId;
import org.parley.signaling.protocol.ServerMessage;
import org.parley.signaling.protocol.ServerMessage.ParticipantInfo;
import org.parley.signaling.protocol.ServerMessage.Sequenced;

/** Who is in the room, and the effects that wait to be carried out. */
final class Roster {
  /** RFC 6455 section 7.4.1: normal closure. */
  static final int NORMAL = 1000;

  /** RFC 6455 section 7.4.1: an endpoint is going away. */
  static final int GOING_AWAY = 1001;

  /** RFC 6455 section 7.4.1: a message violates the receiver's policy. */
  static final int POLICY_VIOLATION = 1008;

  /** To those whose session ends so. */
  static final String STOPPING = "The server stops. Join again in a moment.";

  private final RoomId room;
  private final Map<ParticipantId, Member> members = new LinkedHashMap<>();
  private final Map<ConnectionId, Member> byConnection = new HashMap<>();
  private final Map<PeerId, Member> byPeer = new HashMap<>();
  private final Map<SessionId, Member> bySession = new HashMap<>();
  private final Queue<RoomEffect> effects = new ArrayDeque<>();
  private boolean shuttingDown;

  Roster(RoomId room) {
    this.room = room;
  }

  RoomId room() {
    return room;
  }

  boolean isShuttingDown() {
    return shuttingDown;
  }

  /** From now on nobody enters. */
  void shutDown() {
    shuttingDown = true;
  }

  /** In the order of their coming. */
  Collection<Member> members() {
    return members.values();
  }

  List<Member> listed() {
    return members.values().stream().filter(Member::isListed).toList();
  }

  @Nullable Member member(ParticipantId id) {
    return members.get(id);
  }

  @Nullable Member named(String name) {
    return listed().stream().filter(m -> m.name().equals(name)).findFirst().orElse(null);
  }

  @Nullable Member at(ConnectionId connection) {
    return byConnection.get(connection);
  }

  @Nullable Member at(PeerId peer) {
    return byPeer.get(peer);
  }

  @Nullable Member at(SessionId session) {
    return bySession.get(session);
  }

  void add(Member member) {
    members.put(member.id(), member);
    index(member.attachment(), member);
  }

  void remove(Member member) {
    members.remove(member.id());
    unindex(member.attachment());
    link(member, new Link.None());
  }

  void attach(Member member, Attachment attachment) {
    unindex(member.attachment());
    member.attach(attachment);
    index(attachment, member);
  }

  void link(Member member, Link link) {
    PeerId before = member.peer();
    member.link(link);
    PeerId after = member.peer();
    if (before != null && !before.equals(after)) {
      byPeer.remove(before);
    }
    if (after != null) {
      byPeer.put(after, member);
    }
  }

  private void index(Attachment attachment, Member member) {
    switch (attachment) {
      case Attachment.Attached attached -> byConnection.put(attached.connection(), member);
      case Attachment.Detached _ -> {}
      case Attachment.Whip whip -> bySession.put(whip.session(), member);
      case Attachment.Whep whep -> bySession.put(whep.session(), member);
    }
  }

  private void unindex(Attachment attachment) {
    switch (attachment) {
      case Attachment.Attached attached -> byConnection.remove(attached.connection());
      case Attachment.Detached _ -> {}
      case Attachment.Whip whip -> bySession.remove(whip.session());
      case Attachment.Whep whep -> bySession.remove(whep.session());
    }
  }

  void emit(RoomEffect effect) {
    effects.add(effect);
  }

  @Nullable RoomEffect nextEffect() {
    return effects.poll();
  }

  /** Sends now, or after a resume. */
  void tell(Member member, LongFunction<? extends Sequenced> message) {
    if (member.isClient()) {
      tellUnsequenced(member, member.sequence(message));
    }
  }

  /** Sends now or never. */
  void tellUnsequenced(Member member, ServerMessage message) {
    if (member.attachment() instanceof Attachment.Attached attached) {
      emit(new RoomEffect.Send(attached.connection(), message));
    }
  }

  void tellOthers(Member member, LongFunction<? extends Sequenced> message) {
    for (Member other : members.values()) {
      if (other != member) {
        tell(other, message);
      }
    }
  }

  void tellChanged(Member member) {
    if (member.isListed()) {
      ParticipantInfo info = member.info();
      tellOthers(member, seq -> new ServerMessage.ParticipantChanged(seq, info));
    }
  }

  /** The ids that the server gave to the member's own tracks, by which it will speak of them. */
  void tellOwnTracks(Member member) {
    ParticipantInfo info = member.info();
    tell(member, seq -> new ServerMessage.ParticipantChanged(seq, info));
  }

  /** An error to a connection, which is closed when the error ends the session. */
  void fail(ConnectionId connection, @Nullable String replyTo, ErrorCode code, String message) {
    emit(new RoomEffect.Send(connection, ServerMessage.Error.of(replyTo, code, message)));
    if (code.endsSession()) {
      emit(new RoomEffect.CloseSocket(connection, code.closeCode(), code.wireName()));
    }
  }

  /** As {@link #fail(ConnectionId, String, ErrorCode, String)} where the member has a socket. */
  void fail(Member member, @Nullable String replyTo, ErrorCode code, String message) {
    if (member.attachment() instanceof Attachment.Attached attached) {
      fail(attached.connection(), replyTo, code, message);
    }
  }
}
