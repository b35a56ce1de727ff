package org.parley.signaling.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.ChannelFault;
import org.parley.media.api.MediaKind;
import org.parley.media.api.Mid;
import org.parley.media.api.Rid;
import org.parley.media.api.TrackId;

/**
 * What the server says. Fields that are null are left out, unless the specification gives null a
 * meaning. An {@code id} is that of the client's message to which this is the answer.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @Type(name = "welcome", value = ServerMessage.Welcome.class),
  @Type(name = "resumed", value = ServerMessage.Resumed.class),
  @Type(name = "participant-joined", value = ServerMessage.ParticipantJoined.class),
  @Type(name = "participant-changed", value = ServerMessage.ParticipantChanged.class),
  @Type(name = "participant-left", value = ServerMessage.ParticipantLeft.class),
  @Type(name = "answer", value = ServerMessage.Answer.class),
  @Type(name = "candidate", value = ServerMessage.Candidate.class),
  @Type(name = "slots", value = ServerMessage.Slots.class),
  @Type(name = "offer-needed", value = ServerMessage.OfferNeeded.class),
  @Type(name = "track-undecodable", value = ServerMessage.TrackUndecodable.class),
  @Type(name = "layers", value = ServerMessage.Layers.class),
  @Type(name = "speakers", value = ServerMessage.Speakers.class),
  @Type(name = "channel-closed", value = ServerMessage.ChannelClosed.class),
  @Type(name = "chat", value = ServerMessage.Chat.class),
  @Type(name = "chat-history", value = ServerMessage.ChatHistory.class),
  @Type(name = "left", value = ServerMessage.Left.class),
  @Type(name = "pong", value = ServerMessage.Pong.class),
  @Type(name = "error", value = ServerMessage.Error.class)
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ServerMessage {

  /** Changes the client's picture of the room: counted, and sent again after a resume. */
  sealed interface Sequenced extends ServerMessage {
    long seq();

    /** About how many bytes this takes while it waits for a resume. */
    default int weight() {
      return 512;
    }
  }

  record Welcome(
      @Nullable String id,
      long seq,
      String room,
      ParticipantInfo participant,
      String resumeToken,
      long resumeSeconds,
      List<IceServer> iceServers,
      Limits limits,
      List<String> grants,
      List<ParticipantInfo> participants)
      implements Sequenced {
    public Welcome {
      iceServers = List.copyOf(iceServers);
      grants = List.copyOf(grants);
      participants = List.copyOf(participants);
    }

    @Override
    public int weight() {
      return 1024 * (1 + participants.size());
    }
  }

  record Resumed(@Nullable String id, String resumeToken, int missed) implements ServerMessage {}

  record ParticipantJoined(long seq, ParticipantInfo participant) implements Sequenced {}

  record ParticipantChanged(long seq, ParticipantInfo participant) implements Sequenced {}

  record ParticipantLeft(long seq, ParticipantId participantId, LeaveReason reason)
      implements Sequenced {}

  record Answer(@Nullable String id, long seq, String sdp) implements Sequenced {
    @Override
    public int weight() {
      return 512 + sdp.length();
    }
  }

  record Candidate(long seq, String candidate, Mid mid, String ufrag) implements Sequenced {}

  record Slots(long seq, List<SlotInfo> slots) implements Sequenced {
    public Slots {
      slots = List.copyOf(slots);
    }

    @Override
    public int weight() {
      return 128 * (1 + slots.size());
    }
  }

  record OfferNeeded(long seq, int audioSlots, int videoSlots) implements Sequenced {}

  record TrackUndecodable(long seq, TrackId track, ParticipantId participantId, String codec)
      implements Sequenced {}

  record Layers(long seq, TrackId track, List<Rid> rids) implements Sequenced {
    public Layers {
      rids = List.copyOf(rids);
    }
  }

  /**
   * @param channel the number of its stream
   * @param code why it was closed or why nothing goes over it
   * @param message for people: cause and remedy
   */
  record ChannelClosed(long seq, int channel, String label, ChannelFault code, String message)
      implements Sequenced {
    @Override
    public int weight() {
      return 512 + 2 * label.length();
    }
  }

  /** A {@link ChatMessage} to one who cannot be sent it on a channel now. */
  record Chat(
      long number,
      ParticipantId from,
      String name,
      @Nullable ParticipantId to,
      String text,
      long time,
      @Nullable String clientId)
      implements ServerMessage {

    public static Chat of(ChatMessage message) {
      return new Chat(
          message.number(),
          message.from(),
          message.name(),
          message.to(),
          message.text(),
          message.time(),
          message.clientId());
    }

    /** Without the text, so that it may be logged. */
    @Override
    public String toString() {
      return "Chat[" + number + ", from=" + from + ", to=" + to + "]";
    }
  }

  /**
   * @param complete false when some that came after what was asked for are not kept any more
   */
  record ChatHistory(@Nullable String id, List<ChatMessage> messages, boolean complete)
      implements ServerMessage {
    public ChatHistory {
      messages = List.copyOf(messages);
    }
  }

  record Speakers(List<ParticipantId> participantIds) implements ServerMessage {
    public Speakers {
      participantIds = List.copyOf(participantIds);
    }
  }

  record Left(@Nullable String id) implements ServerMessage {}

  record Pong(@Nullable String id) implements ServerMessage {}

  /**
   * @param message for people: cause and remedy
   */
  record Error(@Nullable String id, ErrorCode code, String message, boolean retryable)
      implements ServerMessage {

    public static Error of(@Nullable String id, ErrorCode code, String message) {
      return new Error(id, code, message, code.retryable());
    }
  }

  /**
   * @param data whether its data channels are up
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ParticipantInfo(
      ParticipantId id,
      String name,
      ConnectionState connection,
      boolean data,
      List<TrackInfo> tracks) {
    public ParticipantInfo {
      tracks = List.copyOf(tracks);
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record TrackInfo(
      TrackId id,
      MediaKind kind,
      TrackSource source,
      boolean muted,
      @Nullable Integer width,
      @Nullable Integer height) {}

  /** What a slot carries; nulls are written, they say that it is empty. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record SlotInfo(
      Mid mid,
      @Nullable ParticipantId participantId,
      @Nullable TrackId track,
      @Nullable TrackSource source) {}

  /** As {@code RTCIceServer} of the W3C WebRTC API. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record IceServer(List<String> urls, @Nullable String username, @Nullable String credential) {
    public IceServer {
      urls = List.copyOf(urls);
    }

    /** Without the credential, so that it may be logged. */
    @Override
    public String toString() {
      return "IceServer" + urls;
    }
  }

  record Limits(int participants, int messageBytes, int messagesPerSecond, int slots) {}
}
