package org.parley.signaling.room;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.PeerId;
import org.parley.signaling.auth.Grants;
import org.parley.signaling.negotiation.Negotiator;
import org.parley.signaling.protocol.ConnectionState;
import org.parley.signaling.protocol.ParticipantId;
import org.parley.signaling.protocol.ServerMessage.IceServer;
import org.parley.signaling.protocol.ServerMessage.ParticipantInfo;
import org.parley.signaling.protocol.ServerMessage.Sequenced;

/** Somebody in a room: a participant, or the hidden viewer of a WHEP session. */
final class Member {
  private final Visitor visitor;
  private final Negotiator negotiator;
  private final Publications publications = new Publications();
  private final Subscription subscription = new Subscription();
  private final MemberData data = new MemberData();
  private final ChatSeat chatSeat;
  private final Outbox outbox = new Outbox(RoomSettings.KEPT_MESSAGES, RoomSettings.KEPT_BYTES);
  private Attachment attachment;
  private Link link = new Link.None();
  private @Nullable ResumeToken resumeToken;
  private @Nullable InetAddress reachedBy;

  Member(Visitor visitor, Attachment attachment, Negotiator negotiator, ChatSeat chatSeat) {
    this.visitor = visitor;
    this.attachment = attachment;
    this.negotiator = negotiator;
    this.chatSeat = chatSeat;
    this.reachedBy = visitor.reachedBy();
  }

  ParticipantId id() {
    return visitor.id();
  }

  String name() {
    return visitor.name();
  }

  Grants grants() {
    return visitor.grants();
  }

  List<IceServer> iceServers() {
    return visitor.iceServers();
  }

  Negotiator negotiator() {
    return negotiator;
  }

  Publications publications() {
    return publications;
  }

  Subscription subscription() {
    return subscription;
  }

  MemberData data() {
    return data;
  }

  ChatSeat chatSeat() {
    return chatSeat;
  }

  Outbox outbox() {
    return outbox;
  }

  Attachment attachment() {
    return attachment;
  }

  void attach(Attachment newAttachment) {
    attachment = newAttachment;
  }

  Link link() {
    return link;
  }

  void link(Link newLink) {
    PeerId before = peer();
    link = newLink;
    if (!Objects.equals(before, peer())) {
      data.ended();
    }
  }

  @Nullable PeerId peer() {
    return link instanceof Link.Open open ? open.peer() : null;
  }

  /** Null where chat messages of that size do not get through to it now by its channel. */
  @Nullable PeerId chatPeer(int bytes) {
    return data.takesChat(bytes)
            && link instanceof Link.Open open
            && open.phase() == Link.Phase.CONNECTED
        ? open.peer()
        : null;
  }

  /** Viewers by WHEP only receive. */
  boolean maySendData() {
    return grants().publishData() && isListed();
  }

  @Nullable ResumeToken resumeToken() {
    return resumeToken;
  }

  void resumeToken(ResumeToken token) {
    resumeToken = token;
  }

  @Nullable InetAddress reachedBy() {
    return reachedBy;
  }

  void reachedBy(@Nullable InetAddress address) {
    reachedBy = address;
  }

  /** Whether others know of this member. */
  boolean isListed() {
    return !(attachment instanceof Attachment.Whep);
  }

  /** Whether it speaks the protocol, now or after a resume. */
  boolean isClient() {
    return switch (attachment) {
      case Attachment.Attached _, Attachment.Detached _ -> true;
      case Attachment.Whip _, Attachment.Whep _ -> false;
    };
  }

  /** Counts and keeps the message. */
  <M extends Sequenced> M sequence(LongFunction<M> message) {
    M sequenced = message.apply(outbox.nextSeq());
    outbox.keep(sequenced);
    return sequenced;
  }

  ParticipantInfo info() {
    return new ParticipantInfo(id(), name(), connectionState(), data.isUp(), publications.tracks());
  }

  private ConnectionState connectionState() {
    if (attachment instanceof Attachment.Detached) {
      return ConnectionState.RECONNECTING;
    }
    return switch (link) {
      case Link.None _ -> ConnectionState.CONNECTING;
      case Link.Failed _ -> ConnectionState.RECONNECTING;
      case Link.Open open ->
          switch (open.phase()) {
            case CONNECTING -> ConnectionState.CONNECTING;
            case CONNECTED -> ConnectionState.CONNECTED;
            case DISCONNECTED -> ConnectionState.RECONNECTING;
          };
    };
  }

  @Override
  public String toString() {
    return id() + " " + attachment;
  }
}
