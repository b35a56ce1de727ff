package org.parley.media.api;

import java.util.List;
import java.util.Set;

/** What the media of a whole room tells the control side. */
public sealed interface RoomEvent {

  /**
   * Who is speaking now, loudest first, with hysteresis; told on change only.
   *
   * @param speakers peers whose audio level extension (RFC 6464) is above the threshold
   */
  record SpeakersChanged(List<PeerId> speakers) implements RoomEvent {}

  /**
   * Which simulcast layers of a track somebody wants; a publisher may stop the others. Told on
   * change only.
   *
   * @param layers empty when nobody watches
   */
  record LayersWanted(PeerId publisher, TrackId track, Set<Rid> layers) implements RoomEvent {}
}
