package org.parley.signaling.room;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.MediaKind;
import org.parley.media.api.Mid;
import org.parley.media.api.TrackId;
import org.parley.signaling.negotiation.PublishedLine;
import org.parley.signaling.protocol.ClientMessage.OfferedTrack;
import org.parley.signaling.protocol.ServerMessage.TrackInfo;
import org.parley.signaling.protocol.TrackSource;

/** The tracks of one participant, at most one of each source; their ids outlive connections. */
final class Publications {
  private final Map<TrackSource, TrackInfo> tracks = new EnumMap<>(TrackSource.class);
  private final Map<TrackSource, TrackId> ids = new EnumMap<>(TrackSource.class);

  List<TrackInfo> tracks() {
    return List.copyOf(tracks.values());
  }

  @Nullable TrackId of(TrackSource source) {
    TrackInfo track = tracks.get(source);
    return track == null ? null : track.id();
  }

  /** Ids for the m-lines whose source was published before. */
  Map<Mid, TrackId> knownIds(List<OfferedTrack> offered) {
    Map<Mid, TrackId> known = new HashMap<>();
    for (OfferedTrack track : offered) {
      TrackId id = ids.get(track.source());
      if (id != null) {
        known.put(track.mid(), id);
      }
    }
    return known;
  }

  /**
   * Takes over what an offer settled. A line that {@code offered} does not describe is the first
   * free source of its kind; when there is none, nobody is shown it.
   *
   * @return whether anything changed
   */
  boolean settle(List<PublishedLine> published, List<OfferedTrack> offered) {
    Map<TrackSource, TrackInfo> settled = new EnumMap<>(TrackSource.class);
    List<PublishedLine> undescribed = new ArrayList<>();
    for (PublishedLine line : published) {
      OfferedTrack track = descriptionOf(line, offered);
      if (track == null) {
        undescribed.add(line);
      } else {
        settled.put(
            track.source(),
            new TrackInfo(
                line.track(),
                line.kind(),
                track.source(),
                track.muted(),
                track.width(),
                track.height()));
      }
    }
    for (PublishedLine line : undescribed) {
      TrackSource source = freeSource(line.kind(), settled);
      if (source != null) {
        settled.put(source, new TrackInfo(line.track(), line.kind(), source, false, null, null));
      }
    }
    settled.forEach((source, track) -> ids.put(source, track.id()));
    boolean changed = !settled.equals(tracks);
    tracks.clear();
    tracks.putAll(settled);
    return changed;
  }

  /** Whether there is such a track. */
  boolean mute(TrackId id, boolean muted) {
    for (TrackInfo track : tracks.values()) {
      if (track.id().equals(id)) {
        tracks.put(
            track.source(),
            new TrackInfo(id, track.kind(), track.source(), muted, track.width(), track.height()));
        return true;
      }
    }
    return false;
  }

  private static @Nullable OfferedTrack descriptionOf(
      PublishedLine line, List<OfferedTrack> offered) {
    return offered.stream()
        .filter(track -> track.mid().equals(line.mid()) && track.source().kind() == line.kind())
        .findFirst()
        .orElse(null);
  }

  private static @Nullable TrackSource freeSource(
      MediaKind kind, Map<TrackSource, TrackInfo> taken) {
    for (TrackSource source : TrackSource.values()) {
      if (source.kind() == kind && !taken.containsKey(source)) {
        return source;
      }
    }
    return null;
  }
}
