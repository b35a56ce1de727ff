package org.parley.signaling.room;

import org.jspecify.annotations.Nullable;
import org.parley.media.api.PeerId;
import org.parley.media.api.ServedLabels;
import org.parley.signaling.protocol.ChatMessage;
import org.parley.signaling.protocol.ClientMessage;
import org.parley.signaling.protocol.Decoded;
import org.parley.signaling.protocol.ErrorCode;
import org.parley.signaling.protocol.MessageCodec;
import org.parley.signaling.protocol.ParticipantId;
import org.parley.signaling.protocol.ServerMessage;

/**
 * What is said in a room. It comes and goes over each member's channel {@code parley.chat} where
 * that is open and takes messages of that size, and over its socket otherwise.
 */
final class Chat {
  private final Roster roster;
  private final ChatLog log;

  Chat(Roster roster, int keptMessages) {
    this.roster = roster;
    this.log = new ChatLog(keptMessages);
  }

  /** For one who comes now. */
  ChatSeat seat(long nowNanos) {
    return new ChatSeat(log.lastNumber(), nowNanos);
  }

  void onSocket(Member member, ClientMessage.Chat message, Moment now) {
    say(member, message, ChatOutcome.BY_SOCKET, now);
  }

  /** What came on the channel; nothing of it is to be trusted. */
  void onChannel(Member member, String json, Moment now) {
    switch (MessageCodec.decodeChat(json)) {
      case Decoded.Parsed<ClientMessage.Chat>(ClientMessage.Chat message) ->
          say(member, message, ChatOutcome.BY_CHANNEL, now);
      case Decoded.Malformed<ClientMessage.Chat> malformed -> {
        count(ChatOutcome.MALFORMED);
        if (member.chatSeat().isDueComplaint(now.nanos())) {
          roster.fail(
              member,
              malformed.id(),
              ErrorCode.BAD_MESSAGE,
              "On the channel " + ServedLabels.CHAT + ": " + malformed.reason());
        }
      }
    }
  }

  private void say(Member member, ClientMessage.Chat message, ChatOutcome way, Moment now) {
    ParticipantId to = message.to();
    Member addressee = to == null ? null : roster.member(to);
    if (!member.chatSeat().maySay(now.nanos())) {
      count(ChatOutcome.TOO_FAST);
      roster.fail(
          member,
          message.id(),
          ErrorCode.CHAT_TOO_FAST,
          "Too many chat messages in too short a time. Send it again in a moment.");
    } else if (!member.maySendData()) {
      count(ChatOutcome.FORBIDDEN);
      roster.fail(
          member, message.id(), ErrorCode.FORBIDDEN, "Your token does not let you send data.");
    } else if (to != null && (addressee == null || !addressee.isListed())) {
      count(ChatOutcome.UNKNOWN_PARTICIPANT);
      roster.fail(
          member,
          message.id(),
          ErrorCode.UNKNOWN_PARTICIPANT,
          "`to` is not in the room, or not any more.");
    } else {
      count(way);
      ChatMessage said = log.add(member, to, message.text(), message.id(), now.epochMillis());
      deliver(said, member, addressee);
    }
  }

  /**
   * @param addressee null for everybody
   */
  private void deliver(ChatMessage message, Member author, @Nullable Member addressee) {
    ChatMessage toOthers = message.withoutClientId();
    String json = MessageCodec.encodeChat(toOthers);
    int bytes = Utf8.length(json);
    for (Member member : roster.members()) {
      if (member == author) {
        // One's own message comes back: that is the receipt.
        String receipt = MessageCodec.encodeChat(message);
        send(member, message, receipt, Utf8.length(receipt));
      } else if (addressee == null || member == addressee) {
        send(member, toOthers, json, bytes);
      }
    }
  }

  private void send(Member member, ChatMessage message, String json, int bytes) {
    PeerId peer = member.chatPeer(bytes);
    if (peer != null) {
      roster.emit(new RoomEffect.SendServed(peer, ServedLabels.CHAT, json));
    } else {
      roster.tellUnsequenced(member, ServerMessage.Chat.of(message));
    }
  }

  void history(Member member, ClientMessage.ChatHistory message, long nowNanos) {
    if (!member.chatSeat().mayAskHistory(nowNanos)) {
      roster.fail(
          member,
          message.id(),
          ErrorCode.CHAT_TOO_FAST,
          "The history was asked for too often. Ask again in a moment.");
      return;
    }
    long after = Math.max(message.after(), member.chatSeat().seesAfter());
    ChatLog.Excerpt excerpt = log.after(after, member.id());
    roster.tellUnsequenced(
        member,
        new ServerMessage.ChatHistory(message.id(), excerpt.messages(), excerpt.complete()));
  }

  private void count(ChatOutcome outcome) {
    roster.emit(new RoomEffect.CountChat(outcome));
  }
}
