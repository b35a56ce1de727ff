package org.parley.signaling.room;

import org.parley.media.api.RoomId;
import org.parley.signaling.negotiation.NegotiationPolicy;
import org.parley.signaling.negotiation.Negotiator;

/** What those who come in are given, whichever way they come. */
final class Newcomers {
  private final RoomSettings settings;
  private final RoomIds ids;
  private final Chat chat;

  Newcomers(RoomSettings settings, RoomIds ids, Chat chat) {
    this.settings = settings;
    this.ids = ids;
    this.chat = chat;
  }

  Negotiator negotiator(NegotiationPolicy policy) {
    return new Negotiator(
        policy.withMaxMessageSize(settings.dataMessageBytes()), ids.random(), ids::nextTrack);
  }

  Member member(Visitor visitor, Attachment attachment, Negotiator negotiator, long nowNanos) {
    return new Member(visitor, attachment, negotiator, chat.seat(nowNanos));
  }

  ResumeToken resumeToken(RoomId room, Member member) {
    return new ResumeToken(room, member.id(), ids.nextSecret());
  }
}
