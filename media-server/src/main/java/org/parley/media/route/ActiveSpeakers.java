package org.parley.media.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.parley.media.api.PeerId;

/**
 * Who is speaking in a room, from the audio level extension (RFC 6464).
 *
 * <p>One who has begun to speak stays a speaker for {@link #HOLD_NANOS} of silence, so that pauses
 * between words do not flicker.
 */
public final class ActiveSpeakers {
  static final long HOLD_NANOS = 1_200_000_000L;
  private static final double LOUDNESS_STEP = 6;

  private record Speaking(PeerId peer, int loudness) {}

  private List<PeerId> told = List.of();

  /**
   * @return the speakers, loudest first, when who speaks or who is loudest has changed; else null
   */
  public @Nullable List<PeerId> poll(Collection<Voice> voices, long nowNanos) {
    List<Speaking> speaking = new ArrayList<>();
    for (Voice voice : voices) {
      if (voice.heardWithin(HOLD_NANOS, nowNanos)) {
        speaking.add(new Speaking(voice.peer(), (int) (voice.level() / LOUDNESS_STEP)));
      }
    }
    speaking.sort(Comparator.comparingInt(Speaking::loudness));
    List<PeerId> now = speaking.stream().map(Speaking::peer).toList();
    if (now.equals(told)) {
      return null;
    }
    told = now;
    return now;
  }
}
