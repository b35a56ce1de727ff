package org.parley.signaling.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.Mid;
import org.parley.media.api.NegotiatedChannel;
import org.parley.media.api.TrackId;

/** What a client says. Fields are within the bounds of {@link MessageLimits}. */
public sealed interface ClientMessage {

  /** Chosen by the client; the answer or the error to this message carries it back. */
  @Nullable String id();

  /** Room and name may be absent where a token decides them. */
  record Join(
      @Nullable String id, @Nullable String room, @Nullable String name, @Nullable String token)
      implements ClientMessage {

    /** Without the token, so that it may be logged. */
    @Override
    public String toString() {
      return "Join[room=" + room + ", name=" + name + ", token=" + (token != null) + "]";
    }
  }

  /**
   * @param lastSeq 0 or more
   */
  record Resume(@Nullable String id, String resumeToken, long lastSeq) implements ClientMessage {

    /** Without the token, so that it may be logged. */
    @Override
    public String toString() {
      return "Resume[lastSeq=" + lastSeq + "]";
    }
  }

  /**
   * @param tracks at most one of each source and of each mid
   */
  record Offer(@Nullable String id, String sdp, List<OfferedTrack> tracks)
      implements ClientMessage {
    public Offer {
      tracks = List.copyOf(tracks);
    }
  }

  /**
   * @param candidate empty or null is the end of candidates
   */
  record Candidate(
      @Nullable String id, @Nullable String candidate, @Nullable Mid mid, @Nullable String ufrag)
      implements ClientMessage {}

  /**
   * @param tracks the most important first, no track twice
   */
  record Want(@Nullable String id, List<WantedTrack> tracks) implements ClientMessage {
    public Want {
      tracks = List.copyOf(tracks);
    }
  }

  record Mute(@Nullable String id, TrackId track, boolean muted) implements ClientMessage {}

  /**
   * Also what comes on the channel {@code parley.chat}.
   *
   * @param to a participant; null for everybody
   */
  record Chat(@Nullable String id, String text, @Nullable ParticipantId to)
      implements ClientMessage {

    /** Without the text, so that it may be logged. */
    @Override
    public String toString() {
      return "Chat[to=" + to + "]";
    }
  }

  /**
   * @param after the number of the last chat message that arrived; 0 for none
   */
  record ChatHistory(@Nullable String id, long after) implements ClientMessage {}

  /**
   * @param channels all that the client uses without opening them, no number twice
   */
  record Channels(@Nullable String id, List<NegotiatedChannel> channels) implements ClientMessage {
    public Channels {
      channels = List.copyOf(channels);
    }
  }

  record Leave(@Nullable String id) implements ClientMessage {}

  record Ping(@Nullable String id) implements ClientMessage {}

  /** An m-line that sends. */
  record OfferedTrack(
      Mid mid,
      TrackSource source,
      boolean muted,
      @Nullable Integer width,
      @Nullable Integer height) {}

  /** A track that is shown, in device pixels. */
  record WantedTrack(TrackId track, int width, int height) {}
}
