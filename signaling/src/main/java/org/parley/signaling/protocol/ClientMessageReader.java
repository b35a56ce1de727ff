package org.parley.signaling.protocol;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Mid;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.api.TrackId;
import org.parley.signaling.protocol.ClientMessage.OfferedTrack;
import org.parley.signaling.protocol.ClientMessage.WantedTrack;

/** The fields of each type of message, as {@code docs/protocol.md} lists them. */
final class ClientMessageReader {
  private ClientMessageReader() {}

  static ClientMessage read(Fields fields) throws BadField {
    String type = fields.string("type", MessageLimits.FIELD_NAME_LENGTH);
    String id = fields.optionalString("id", MessageLimits.ID_LENGTH);
    return switch (type) {
      case "join" -> join(id, fields);
      case "resume" ->
          new ClientMessage.Resume(
              id,
              fields.string("resumeToken", MessageLimits.RESUME_TOKEN_LENGTH),
              fields.integer("lastSeq", 0, Long.MAX_VALUE));
      case "offer" -> offer(id, fields);
      case "candidate" ->
          new ClientMessage.Candidate(
              id,
              fields.optionalString("candidate", MessageLimits.CANDIDATE_LENGTH),
              optionalMid(fields),
              fields.optionalString("ufrag", MessageLimits.UFRAG_LENGTH));
      case "want" -> want(id, fields);
      case "mute" -> new ClientMessage.Mute(id, track(fields), fields.bool("muted"));
      case "chat" -> chat(id, fields);
      case "chat-history" ->
          new ClientMessage.ChatHistory(id, fields.integer("after", 0, Long.MAX_VALUE));
      case "channels" -> channels(id, fields);
      case "leave" -> new ClientMessage.Leave(id);
      case "ping" -> new ClientMessage.Ping(id);
      default -> throw fields.bad("type", "names no message that this server knows");
    };
  }

  private static ClientMessage join(@Nullable String id, Fields fields) throws BadField {
    String room = fields.optionalString("room", MessageLimits.MESSAGE_BYTES);
    if (room != null && !MessageLimits.isRoomName(room)) {
      throw fields.bad("room", "is not 1 to 64 of A-Z, a-z, 0-9, _ and -");
    }
    String name = fields.optionalString("name", MessageLimits.MESSAGE_BYTES);
    if (name != null && !MessageLimits.isParticipantName(name)) {
      throw fields.bad("name", "is not 1 to 64 printable characters");
    }
    String token = fields.optionalString("token", MessageLimits.TOKEN_LENGTH);
    if (token == null && room == null) {
      throw fields.bad("room", "is missing");
    }
    if (token == null && name == null) {
      throw fields.bad("name", "is missing");
    }
    return new ClientMessage.Join(id, room, name, token);
  }

  private static ClientMessage offer(@Nullable String id, Fields fields) throws BadField {
    String sdp = fields.string("sdp", MessageLimits.MESSAGE_BYTES);
    List<OfferedTrack> tracks = new ArrayList<>();
    Set<Mid> mids = new HashSet<>();
    Set<TrackSource> sources = EnumSet.noneOf(TrackSource.class);
    for (Fields entry : fields.objects("tracks", MessageLimits.TRACKS)) {
      OfferedTrack track =
          new OfferedTrack(
              mid(entry),
              entry.word("source", TrackSource.class),
              entry.bool("muted"),
              entry.optionalPixels("width"),
              entry.optionalPixels("height"));
      if (!mids.add(track.mid())) {
        throw entry.bad("mid", "is in the list before");
      }
      if (!sources.add(track.source())) {
        throw entry.bad("source", "is in the list before");
      }
      tracks.add(track);
    }
    return new ClientMessage.Offer(id, sdp, tracks);
  }

  private static ClientMessage want(@Nullable String id, Fields fields) throws BadField {
    List<WantedTrack> tracks = new ArrayList<>();
    Set<TrackId> seen = new HashSet<>();
    for (Fields entry : fields.objects("tracks", MessageLimits.TRACKS)) {
      TrackId track = track(entry);
      if (!seen.add(track)) {
        throw entry.bad("track", "is in the list before");
      }
      tracks.add(new WantedTrack(track, entry.pixels("width"), entry.pixels("height")));
    }
    return new ClientMessage.Want(id, tracks);
  }

  /** A message on the channel {@code parley.chat}, which carries nothing else. */
  static ClientMessage.Chat chat(Fields fields) throws BadField {
    return chat(fields.optionalString("id", MessageLimits.ID_LENGTH), fields);
  }

  private static ClientMessage.Chat chat(@Nullable String id, Fields fields) throws BadField {
    String text = fields.string("text", MessageLimits.MESSAGE_BYTES);
    if (text.isEmpty()) {
      throw fields.bad("text", "is empty");
    }
    if (text.codePointCount(0, text.length()) > MessageLimits.CHAT_LENGTH) {
      throw fields.bad("text", "is longer than " + MessageLimits.CHAT_LENGTH + " characters");
    }
    if (text.codePoints().anyMatch(MessageLimits::isLoneSurrogate)) {
      throw fields.bad("text", "has half of a character: a surrogate without the other");
    }
    if (!text.codePoints().allMatch(MessageLimits::isChatCharacter)) {
      throw fields.bad("text", "has control characters other than newline and tab");
    }
    String to = fields.optionalString("to", MessageLimits.PARTICIPANT_ID_LENGTH);
    if (to != null && to.isBlank()) {
      throw fields.bad("to", "is blank");
    }
    return new ClientMessage.Chat(id, text, to == null ? null : new ParticipantId(to));
  }

  private static ClientMessage channels(@Nullable String id, Fields fields) throws BadField {
    List<NegotiatedChannel> channels = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    for (Fields entry : fields.objects("channels", MessageLimits.CHANNELS)) {
      String protocol = entry.optionalString("protocol", MessageLimits.CHANNEL_PROTOCOL_LENGTH);
      Integer retransmits = entry.optionalShort("maxRetransmits");
      Integer lifetime = entry.optionalShort("maxPacketLifeTime");
      if (retransmits != null && lifetime != null) {
        throw entry.bad("maxPacketLifeTime", "does not go with maxRetransmits");
      }
      NegotiatedChannel channel =
          new NegotiatedChannel(
              (int) entry.integer("id", 0, MessageLimits.CHANNEL_ID),
              entry.string("label", MessageLimits.CHANNEL_LABEL_LENGTH),
              protocol == null ? "" : protocol,
              entry.bool("ordered", true),
              retransmits,
              lifetime);
      if (!seen.add(channel.id())) {
        throw entry.bad("id", "is in the list before");
      }
      channels.add(channel);
    }
    return new ClientMessage.Channels(id, channels);
  }

  private static Mid mid(Fields fields) throws BadField {
    Mid mid = optionalMid(fields);
    if (mid == null) {
      throw fields.bad("mid", "is missing");
    }
    return mid;
  }

  private static @Nullable Mid optionalMid(Fields fields) throws BadField {
    String mid = fields.optionalString("mid", MessageLimits.MID_LENGTH);
    return mid == null || mid.isBlank() ? null : new Mid(mid);
  }

  private static TrackId track(Fields fields) throws BadField {
    String track = fields.string("track", MessageLimits.TRACK_ID_LENGTH);
    if (track.isBlank()) {
      throw fields.bad("track", "is blank");
    }
    return new TrackId(track);
  }
}
